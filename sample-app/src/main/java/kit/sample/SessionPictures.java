package kit.sample;

import jakarta.servlet.http.HttpSession;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/**
 * The pictures of a visitor, as the session keeps them: bytes and strings only, which every release
 * of the site can read.
 */
public record SessionPictures(HttpSession session) {

    private static final String UPLOADED = "uploadedImage";
    private static final String UPLOADED_CONTENT_TYPE = "uploadedImageContentType";
    private static final String EDITED = "editedImage";
    private static final String COMPOSED = "composedImage";

    /** Keeps a new upload; the work on the one before it goes. */
    public void upload(byte[] bytes, String contentType) {
        session.setAttribute(UPLOADED, bytes);
        session.setAttribute(UPLOADED_CONTENT_TYPE, contentType);
        session.removeAttribute(EDITED);
        session.removeAttribute(COMPOSED);
    }

    /** Keeps the picture as edited, a PNG. */
    public void edit(byte[] png) {
        session.setAttribute(EDITED, png);
        session.removeAttribute(COMPOSED);
    }

    /** Keeps the composed picture, a PNG. */
    public void compose(byte[] png) {
        session.setAttribute(COMPOSED, png);
    }

    /** Whether there is an upload. */
    public boolean hasUploaded() {
        return session.getAttribute(UPLOADED) != null;
    }

    /** Whether there is a composed picture. */
    public boolean hasComposed() {
        return session.getAttribute(COMPOSED) != null;
    }

    /** The upload, byte for byte; 404 when there is none. */
    public byte[] uploaded() {
        return required(UPLOADED);
    }

    /** The content type of the upload. */
    public String uploadedContentType() {
        return (String) session.getAttribute(UPLOADED_CONTENT_TYPE);
    }

    /** The picture as edited, or the upload where nothing was edited; 404 when there is none. */
    public byte[] working() {
        byte[] edited = (byte[]) session.getAttribute(EDITED);
        return edited != null ? edited : uploaded();
    }

    /** The content type of {@link #working}. */
    public String workingContentType() {
        return session.getAttribute(EDITED) != null ? "image/png" : uploadedContentType();
    }

    /** The composed picture, a PNG; 404 when there is none. */
    public byte[] composed() {
        return required(COMPOSED);
    }

    private byte[] required(String attribute) {
        byte[] bytes = (byte[]) session.getAttribute(attribute);
        if (bytes == null) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        return bytes;
    }
}
