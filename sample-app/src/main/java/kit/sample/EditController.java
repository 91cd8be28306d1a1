package kit.sample;

import jakarta.servlet.http.HttpSession;
import java.awt.image.BufferedImage;
import java.util.function.UnaryOperator;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The second step: edits, each a request of its own on what the one before left. */
@Controller
public class EditController {

    static final String PAGE = "/edit";

    /** Shows the picture and the edits; without a picture it leads to the upload. */
    @GetMapping(PAGE)
    public String page(HttpSession session, Model model) {
        SessionPictures pictures = new SessionPictures(session);
        if (!pictures.hasUploaded()) {
            return "redirect:" + UploadController.PAGE;
        }
        PictureCodec.header(pictures.working()).ifPresent(header -> model.addAttribute("header", header));
        return "edit";
    }

    /** Turns the picture clockwise. */
    @PostMapping(PAGE + "/rotate")
    public String rotate(@RequestParam int degrees, HttpSession session) {
        return edit(session, picture -> PictureEdits.rotate(picture, degrees));
    }

    /** Cuts out a rectangle, in pixels. */
    @PostMapping(PAGE + "/crop")
    public String crop(@RequestParam int x, @RequestParam int y, @RequestParam int width,
            @RequestParam int height, HttpSession session) {
        return edit(session, picture -> PictureEdits.crop(picture, x, y, width, height));
    }

    /** Takes the colours out. */
    @PostMapping(PAGE + "/grayscale")
    public String grayscale(HttpSession session) {
        return edit(session, PictureEdits::grayscale);
    }

    /** Brightens or darkens, in percent from 0 to 300. */
    @PostMapping(PAGE + "/brightness")
    public String brightness(@RequestParam int percent, HttpSession session) {
        int bounded = Math.max(0, Math.min(percent, 300));
        return edit(session, picture -> PictureEdits.brightness(picture, bounded));
    }

    /** Serves the picture as it is now. */
    @GetMapping(PAGE + "/raw")
    public ResponseEntity<byte[]> raw(HttpSession session) {
        SessionPictures pictures = new SessionPictures(session);
        return PictureAnswer.of(pictures.working(), pictures.workingContentType());
    }

    private static String edit(HttpSession session, UnaryOperator<BufferedImage> change) {
        SessionPictures pictures = new SessionPictures(session);
        BufferedImage picture = PictureUpload.pixels(pictures.working(), UploadController.PAGE);
        pictures.edit(PictureCodec.encode(change.apply(picture)));
        return "redirect:" + PAGE;
    }
}
