package kit.shop;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** How often an item was put into a cart on this server, in a file beside the app. */
@Repository
class Demand {

    private final JdbcClient database;

    Demand(JdbcClient database) {
        this.database = database;
    }

    void note(String item) {
        database.sql("insert into demand (item) values (?)").param(item).update();
    }

    int of(String item) {
        return database.sql("select count(*) from demand where item = ?")
            .param(item).query(Integer.class).single();
    }
}
