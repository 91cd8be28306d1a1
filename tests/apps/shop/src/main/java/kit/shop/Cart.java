package kit.shop;

import java.util.ArrayList;
import java.util.List;

/** What a visitor is about to buy; the session keeps it as JSON. */
public class Cart {

    private List<String> items = new ArrayList<>();

    public List<String> getItems() {
        return items;
    }

    public void setItems(List<String> items) {
        this.items = items;
    }
}
