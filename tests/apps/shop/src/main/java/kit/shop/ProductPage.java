package kit.shop;

import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.util.HtmlUtils;

/** A product, what it costs and how much it is asked for. */
@Controller
class ProductPage {

    private final Prices prices;
    private final Demand demand;

    ProductPage(Prices prices, Demand demand) {
        this.prices = prices;
        this.demand = demand;
    }

    @GetMapping(path = "/products/{item}", produces = MediaType.TEXT_HTML_VALUE)
    @ResponseBody
    String show(@PathVariable String item) {
        return """
            <!doctype html><html lang="en"><title>%1$s</title>
            <h1>%1$s</h1><p>€ %2$d</p><p>Put into a cart here: %3$d</p></html>
            """.formatted(HtmlUtils.htmlEscape(item), prices.of(item), demand.of(item));
    }
}
