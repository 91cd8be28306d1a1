package kit.shop;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** What a visitor is about to buy. */
public class Cart implements Serializable {

    private static final long serialVersionUID = 1;

    private final ArrayList<String> items = new ArrayList<>();

    public List<String> getItems() {
        return items;
    }
}
