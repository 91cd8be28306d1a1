package kit.sample;

import jakarta.servlet.http.HttpSession;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
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
    public String page(HttpSession session, Model model) {
        model.addAttribute("uploaded", new SessionPictures(session).hasUploaded());
        return "upload";
    }

    /** Keeps an upload in the session and leads to the page that shows it. */
    @PostMapping(PAGE)
    public String upload(@RequestParam("image") MultipartFile file, HttpSession session,
            RedirectAttributes redirect) {
        PictureUpload upload = PictureUpload.accept(file, PAGE);
        new SessionPictures(session).upload(upload.bytes(), upload.header().contentType());
        redirect.addFlashAttribute("message", "upload.done");
        return "redirect:" + PAGE;
    }

    /** Serves the upload, byte for byte. */
    @GetMapping(PAGE + "/raw")
    public ResponseEntity<byte[]> raw(HttpSession session) {
        SessionPictures pictures = new SessionPictures(session);
        return PictureAnswer.of(pictures.uploaded(), pictures.uploadedContentType());
    }
}
