package kit.guestbook;

import jakarta.servlet.http.HttpSession;
import java.util.Objects;
import org.springframework.http.MediaType;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.util.HtmlUtils;

/** One's own entries as a page, with the form that adds one. */
@Controller
class EntryPage {

    private static final String ENTRIES = "entries";

    @GetMapping(path = "/", produces = MediaType.TEXT_HTML_VALUE)
    @ResponseBody
    String show(HttpSession session, CsrfToken token) {
        StringBuilder texts = new StringBuilder();
        entriesOf(session).getTexts().forEach(text ->
            texts.append("<li>").append(HtmlUtils.htmlEscape(text)).append("</li>"));
        return """
            <!doctype html><html lang="en"><title>Guest book</title>
            <form method="post" action="/">
            <input name="text"><input type="hidden" name="%s" value="%s">
            </form><ul>%s</ul></html>
            """.formatted(token.getParameterName(), token.getToken(), texts);
    }

    @PostMapping("/")
    String add(HttpSession session, @RequestParam String text) {
        Entries entries = entriesOf(session);
        entries.getTexts().add(text);
        session.setAttribute(ENTRIES, entries);
        return "redirect:/";
    }

    private static Entries entriesOf(HttpSession session) {
        return Objects.requireNonNullElseGet(
            (Entries) session.getAttribute(ENTRIES), Entries::new);
    }
}
