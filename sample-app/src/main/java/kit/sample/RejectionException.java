package kit.sample;

/** Something that the site does not take from a visitor. */
public class RejectionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String page;

    /** Names the reason, a key of messages.properties, and the path of the page that shows it. */
    public RejectionException(String messageKey, String page) {
        super(messageKey);
        this.page = page;
    }

    /** The path of the page that shows the reason. */
    public String page() {
        return page;
    }
}
