package kit.mirror;

import jakarta.servlet.http.HttpSession;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.util.HtmlUtils;

/** A text of one's own, kept in the session, with the form that changes it. */
@Controller
class TextPage {

    private static final String TEXT = "text";

    @GetMapping(path = "/", produces = MediaType.TEXT_HTML_VALUE)
    @ResponseBody
    String show(HttpSession session) {
        return """
            <!doctype html><html lang="en"><title>Mirror</title>
            <form method="post" action="/"><input name="text"></form><p>%s</p></html>
            """.formatted(HtmlUtils.htmlEscape(String.valueOf(session.getAttribute(TEXT))));
    }

    @PostMapping("/")
    String keep(HttpSession session, @RequestParam String text) {
        session.setAttribute(TEXT, text);
        return "redirect:/";
    }
}
