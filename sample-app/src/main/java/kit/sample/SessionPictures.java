package kit.sample;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;

import java.util.Optional;

/**
 * The pictures of a visitor, as the session keeps them: bytes and strings only, which every release
 * of the site can read. Who has kept nothing gets no session.
 */
public record SessionPictures(HttpServletRequest request) {

    private static final String UPLOADED = "uploadedImage";
    private static final String UPLOADED_CONTENT_TYPE = "uploadedImageContentType";
    private static final String EDITED = "editedImage";
    private static final String COMPOSED = "composedImage";

    /** Keeps a new upload; the work on the one before it goes. */
    public void upload(byte[] bytes, String contentType) {
        HttpSession session = request.getSession();
        session.setAttribute(UPLOADED, bytes);
        session.setAttribute(UPLOADED_CONTENT_TYPE, contentType);
        discardEdits();
    }

    /** Keeps the picture as edited. */
    public void edit(byte[] bytes) {
        request.getSession().setAttribute(EDITED, bytes);
        request.getSession().removeAttribute(COMPOSED);
    }

    /** Goes back to the upload. */
    public void discardEdits() {
        request.getSession().removeAttribute(EDITED);
        request.getSession().removeAttribute(COMPOSED);
    }

    /** Keeps the composed picture. */
    public void compose(byte[] bytes) {
        request.getSession().setAttribute(COMPOSED, bytes);
    }

    /** The upload, byte for byte. */
    public Optional<byte[]> uploaded() {
        return kept(UPLOADED).map(byte[].class::cast);
    }

    /** The content type of the upload. */
    public Optional<String> uploadedContentType() {
        return kept(UPLOADED_CONTENT_TYPE).map(String.class::cast);
    }

    /** Whether there is an edit to go back from. */
    public boolean isEdited() {
        return kept(EDITED).isPresent();
    }

    /** The picture as edited, or the upload where nothing was edited. */
    public Optional<byte[]> working() {
        return kept(EDITED).map(byte[].class::cast).or(this::uploaded);
    }

    /** The composed picture. */
    public Optional<byte[]> composed() {
        return kept(COMPOSED).map(byte[].class::cast);
    }

    private Optional<Object> kept(String attribute) {
        return Optional.ofNullable(request.getSession(false))
                .map(session -> session.getAttribute(attribute));
    }
}
