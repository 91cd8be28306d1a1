package kit.sample;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.multipart.MultipartFile;

import java.awt.image.BufferedImage;
import java.util.function.UnaryOperator;

/** The last steps: a second picture laid over the first, and the result. */
@Controller
public class ComposeController {

    static final String PAGE = "/compose";
    static final String RESULT = "/result";

    /** Shows the form; without a picture it leads to the upload. */
    @GetMapping(PAGE)
    public String page(HttpServletRequest request, Model model) {
        model.addAttribute("picture", WorkingPicture.of(request).header());
        return "compose";
    }

    /** Lays an upload over the picture: its corner in pixels, its opacity from 0 to 100. */
    @PostMapping(PAGE)
    public String compose(
            @RequestPart(name = "overlay", required = false) MultipartFile file,
            @RequestParam(defaultValue = "0") int x,
            @RequestParam(defaultValue = "0") int y,
            @RequestParam(defaultValue = "100") int opacity,
            HttpServletRequest request) {
        WorkingPicture below = WorkingPicture.of(request);
        if (opacity < 0 || opacity > 100) {
            throw new RejectionException("problem.numbers", PAGE);
        }
        PictureUpload above = PictureUpload.of(file, PAGE);
        long pixels = below.header().pixels() + above.header().pixels();
        UnaryOperator<BufferedImage> lay =
                picture -> PictureEdits.compose(picture, above.decode(), x, y, opacity);
        byte[] composed = PixelBudget.spend(pixels, PAGE, () -> below.changed(lay));
        new SessionPictures(request).compose(composed);
        return "redirect:" + RESULT;
    }

    /** Shows the result; without one it leads to the form. */
    @GetMapping(RESULT)
    public String result(HttpServletRequest request) {
        if (new SessionPictures(request).composed().isEmpty()) {
            throw new RejectionException("problem.no-result", PAGE);
        }
        return "result";
    }

    /** Serves the result. */
    @GetMapping(RESULT + "/raw")
    public ResponseEntity<byte[]> raw(HttpServletRequest request) {
        return PictureAnswer.of(new SessionPictures(request).composed());
    }

    /** Serves the result as a file to keep. */
    @GetMapping(RESULT + "/download")
    public ResponseEntity<byte[]> download(HttpServletRequest request) {
        ResponseEntity<byte[]> picture = raw(request);
        boolean jpeg = MediaType.IMAGE_JPEG.equals(picture.getHeaders().getContentType());
        ContentDisposition attachment =
                ContentDisposition.attachment()
                        .filename(jpeg ? "picture.jpg" : "picture.png")
                        .build();
        return ResponseEntity.ok()
                .headers(picture.getHeaders())
                .header(HttpHeaders.CONTENT_DISPOSITION, attachment.toString())
                .body(picture.getBody());
    }
}
