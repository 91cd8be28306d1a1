package kit.shop;

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

/** The cart as a page, with the form that adds to it. */
@Controller
class CartPage {

    private static final String CART = "cart";

    private final Prices prices;
    private final Demand demand;

    CartPage(Prices prices, Demand demand) {
        this.prices = prices;
        this.demand = demand;
    }

    @GetMapping(path = "/cart", produces = MediaType.TEXT_HTML_VALUE)
    @ResponseBody
    String show(HttpSession session, CsrfToken token) {
        StringBuilder items = new StringBuilder();
        cartOf(session).getItems().forEach(item -> items.append("<li>%s, € %d</li>"
            .formatted(HtmlUtils.htmlEscape(item), prices.of(item))));
        return """
            <!doctype html><html lang="en"><title>Your cart</title>
            <form method="post" action="/shop/cart">
            <input name="item"><input type="hidden" name="%s" value="%s">
            </form><ul>%s</ul></html>
            """.formatted(token.getParameterName(), token.getToken(), items);
    }

    @PostMapping("/cart")
    String add(HttpSession session, @RequestParam String item) {
        Cart cart = cartOf(session);
        cart.getItems().add(item);
        session.setAttribute(CART, cart);
        demand.note(item);
        return "redirect:/cart";
    }

    private static Cart cartOf(HttpSession session) {
        return Objects.requireNonNullElseGet((Cart) session.getAttribute(CART), Cart::new);
    }
}
