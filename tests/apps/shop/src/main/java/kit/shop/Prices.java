package kit.shop;

import org.springframework.cache.annotation.Cacheable;
import org.springframework.stereotype.Service;

/** What an item costs. To find out takes long elsewhere, so the cache keeps it. */
@Service
class Prices {

    private static final int HIGHEST = 100;

    @Cacheable("prices")
    public int of(String item) {
        return 1 + Math.floorMod(item.hashCode(), HIGHEST);
    }
}
