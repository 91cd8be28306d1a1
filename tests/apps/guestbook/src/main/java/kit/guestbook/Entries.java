package kit.guestbook;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** What somebody has written. */
public class Entries implements Serializable {

    private static final long serialVersionUID = 1;

    private final ArrayList<String> texts = new ArrayList<>();

    public List<String> getTexts() {
        return texts;
    }
}
