package kit.sample;

/** A picture that the site does not take; its message is a key of messages.properties. */
public class RejectedPictureException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String page;

    /** Names the reason's message key and the page to show it on. */
    public RejectedPictureException(String messageKey, String page) {
        super(messageKey);
        this.page = page;
    }

    /** The path of the page that shows the message. */
    public String page() {
        return page;
    }
}
