package kit.sample;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The first step: a visitor uploads a picture and sees it. */
@Controller
public class UploadController {

    static final String PAGE = "/image";

    /** Leads to the first step. */
    @GetMapping("/")
    public String start() {
        return "redirect:" + PAGE;
    }

    /** Shows the form, and the picture if there is one. */
    @GetMapping(PAGE)
    public String page(HttpServletRequest request, Model model) {
        model.addAttribute("uploaded", new SessionPictures(request).uploaded().isPresent());
        return "upload";
    }

    /** Keeps an upload in the session and leads to the page that shows it. */
    @PostMapping(PAGE)
    public String upload(
            @RequestPart(name = "image", required = false) MultipartFile file,
            HttpServletRequest request,
            RedirectAttributes redirect) {
        PictureUpload upload = PictureUpload.of(file, PAGE);
        // Every later step decodes it: whoever sends a broken file learns so here.
        PixelBudget.spend(upload.header().pixels(), PAGE, upload::decode);
        new SessionPictures(request).upload(upload.bytes(), upload.header().contentType());
        redirect.addFlashAttribute("notice", "notice.uploaded");
        return "redirect:" + PAGE;
    }

    /** Serves the upload, byte for byte. */
    @GetMapping(PAGE + "/raw")
    public ResponseEntity<byte[]> raw(HttpServletRequest request) {
        SessionPictures pictures = new SessionPictures(request);
        return PictureAnswer.of(pictures.uploaded(), pictures.uploadedContentType());
    }
}
