package kit.sample;

import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What a visitor sees when the site does not take a file. */
@ControllerAdvice
public class Refusals {

    /** Leads back to the form, with the reason. */
    @ExceptionHandler
    public String rejected(RejectedPictureException rejection, RedirectAttributes redirect) {
        redirect.addFlashAttribute("problem", rejection.getMessage());
        return "redirect:" + rejection.page();
    }

    /** Says that the file is over the limit. */
    @ExceptionHandler(MaxUploadSizeExceededException.class)
    public String tooLarge(HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
        return "error/413";
    }
}
