package kit.guestbook;

import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.session.events.SessionCreatedEvent;
import org.springframework.session.events.SessionDestroyedEvent;
import org.springframework.stereotype.Component;

/** Counts who comes and who leaves, at whichever server. */
@Component
class Attendance {

    private static final Logger LOG = LoggerFactory.getLogger(Attendance.class);

    private final AtomicLong come = new AtomicLong();
    private final AtomicLong left = new AtomicLong();

    @EventListener
    void note(SessionCreatedEvent event) {
        LOG.info("Visitors that have come: {}", come.incrementAndGet());
    }

    @EventListener
    void note(SessionDestroyedEvent event) {
        LOG.info("Visitors that have left: {}", left.incrementAndGet());
    }
}
