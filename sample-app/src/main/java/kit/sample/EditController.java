package kit.sample;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The second step: edits, each a request of its own on what the one before left. */
@Controller
public class EditController {

    static final String PAGE = "/edit";

    private static final Set<Integer> TURNS = Set.of(90, 180, 270);
    private static final int BRIGHTEST = 300;

    /** Shows the picture and the edits; without a picture it leads to the upload. */
    @GetMapping(PAGE)
    public String page(HttpServletRequest request, Model model) {
        model.addAttribute("picture", WorkingPicture.of(request).header());
        model.addAttribute("edited", new SessionPictures(request).isEdited());
        return "edit";
    }

    /** Turns the picture clockwise, by 90, 180 or 270 degrees. */
    @PostMapping(PAGE + "/rotate")
    public String rotate(
            @RequestParam int degrees, HttpServletRequest request, RedirectAttributes redirect) {
        require(TURNS.contains(degrees), "problem.numbers");
        return edit(request, redirect, picture -> PictureEdits.turn(picture, false, degrees / 90));
    }

    /** Cuts out a rectangle, in pixels; what lies outside the picture is left out. */
    @PostMapping(PAGE + "/crop")
    public String crop(
            @RequestParam int x,
            @RequestParam int y,
            @RequestParam int width,
            @RequestParam int height,
            HttpServletRequest request,
            RedirectAttributes redirect) {
        PictureCodec.Header header = WorkingPicture.of(request).header();
        Rectangle cut =
                new Rectangle(header.width(), header.height())
                        .intersection(new Rectangle(x, y, width, height));
        require(width > 0 && height > 0 && !cut.isEmpty(), "problem.outside");
        return edit(request, redirect, picture -> PictureEdits.crop(picture, cut));
    }

    /** Takes the colours out. */
    @PostMapping(PAGE + "/grayscale")
    public String grayscale(HttpServletRequest request, RedirectAttributes redirect) {
        return edit(request, redirect, PictureEdits::grayscale);
    }

    /** Brightens or darkens, in percent from 0 to 300. */
    @PostMapping(PAGE + "/brightness")
    public String brightness(
            @RequestParam int percent, HttpServletRequest request, RedirectAttributes redirect) {
        require(percent >= 0 && percent <= BRIGHTEST, "problem.numbers");
        return edit(request, redirect, picture -> PictureEdits.brightness(picture, percent));
    }

    /** Goes back to the picture as uploaded. */
    @PostMapping(PAGE + "/undo")
    public String undo(HttpServletRequest request, RedirectAttributes redirect) {
        WorkingPicture.of(request);
        new SessionPictures(request).discardEdits();
        redirect.addFlashAttribute("notice", "notice.undone");
        return "redirect:" + PAGE;
    }

    /** Serves the picture as it is now. */
    @GetMapping(PAGE + "/raw")
    public ResponseEntity<byte[]> raw(HttpServletRequest request) {
        return PictureAnswer.of(new SessionPictures(request).working());
    }

    private static String edit(
            HttpServletRequest request,
            RedirectAttributes redirect,
            UnaryOperator<BufferedImage> change) {
        WorkingPicture picture = WorkingPicture.of(request);
        long pixels = picture.header().pixels();
        byte[] edited = PixelBudget.spend(pixels, PAGE, () -> picture.changed(change));
        new SessionPictures(request).edit(edited);
        redirect.addFlashAttribute("notice", "notice.edited");
        return "redirect:" + PAGE;
    }

    private static void require(boolean condition, String messageKey) {
        if (!condition) {
            throw new RejectionException(messageKey, PAGE);
        }
    }
}
