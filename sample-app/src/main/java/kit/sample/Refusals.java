package kit.sample;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpStatusCode;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What a visitor sees when the site does not take what was sent. */
@ControllerAdvice
public class Refusals {

    /** Leads to the page that shows the reason. */
    @ExceptionHandler
    public String rejected(RejectionException rejection, RedirectAttributes redirect) {
        redirect.addFlashAttribute("problem", rejection.getMessage());
        return "redirect:" + rejection.page();
    }

    /** Leads back to the form whose numbers are missing or are none. */
    @ExceptionHandler({
        MethodArgumentTypeMismatchException.class,
        MissingServletRequestParameterException.class
    })
    public String notANumber(HttpServletRequest request, RedirectAttributes redirect) {
        boolean composing = request.getRequestURI().endsWith(ComposeController.PAGE);
        String page = composing ? ComposeController.PAGE : EditController.PAGE;
        return rejected(new RejectionException("problem.numbers", page), redirect);
    }

    /** Says that the file, or the whole request, is over the limit. */
    @ExceptionHandler
    public ModelAndView tooLarge(MaxUploadSizeExceededException refusal) {
        return error(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
    }

    /** Says that the request is no whole upload. */
    @ExceptionHandler
    public ModelAndView garbled(MultipartException refusal) {
        return error(HttpServletResponse.SC_BAD_REQUEST);
    }

    private static ModelAndView error(int status) {
        ModelAndView page = new ModelAndView("error");
        page.setStatus(HttpStatusCode.valueOf(status));
        page.addObject("status", status);
        return page;
    }
}
