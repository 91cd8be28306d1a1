package kit.sample;

import jakarta.servlet.http.HttpSession;
import java.awt.image.BufferedImage;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;

/** The last steps: a second picture laid over the first, and the result. */
@Controller
public class ComposeController {

    static final String PAGE = "/compose";
    static final String RESULT = "/result";

    /** Shows the form; without a picture it leads to the upload. */
    @GetMapping(PAGE)
    public String page(HttpSession session) {
        return new SessionPictures(session).hasUploaded() ? "compose" : "redirect:" + UploadController.PAGE;
    }

    /** Lays an upload over the picture: its corner in pixels, its opacity from 0 to 100. */
    @PostMapping(PAGE)
    public String compose(@RequestParam("overlay") MultipartFile file, @RequestParam(defaultValue = "0") int x,
            @RequestParam(defaultValue = "0") int y, @RequestParam(defaultValue = "100") int opacity,
            HttpSession session) {
        SessionPictures pictures = new SessionPictures(session);
        BufferedImage below = PictureUpload.pixels(pictures.working(), UploadController.PAGE);
        BufferedImage above = PictureUpload.pixels(PictureUpload.accept(file, PAGE).bytes(), PAGE);
        int bounded = Math.max(0, Math.min(opacity, 100));
        pictures.compose(PictureCodec.encode(PictureEdits.compose(below, above, x, y, bounded)));
        return "redirect:" + RESULT;
    }

    /** Shows the result; without one it leads to the form. */
    @GetMapping(RESULT)
    public String result(HttpSession session) {
        return new SessionPictures(session).hasComposed() ? "result" : "redirect:" + PAGE;
    }

    /** Serves the result. */
    @GetMapping(RESULT + "/raw")
    public ResponseEntity<byte[]> raw(HttpSession session) {
        return PictureAnswer.of(new SessionPictures(session).composed(), "image/png");
    }

    /** Serves the result as a file to keep. */
    @GetMapping(RESULT + "/download")
    public ResponseEntity<byte[]> download(HttpSession session) {
        ResponseEntity<byte[]> picture = raw(session);
        ContentDisposition disposition = ContentDisposition.attachment().filename("picture.png").build();
        return ResponseEntity.ok()
                .headers(picture.getHeaders())
                .header(HttpHeaders.CONTENT_DISPOSITION, disposition.toString())
                .body(picture.getBody());
    }
}
