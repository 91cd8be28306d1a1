package kit.mirror;

import java.io.IOException;
import java.time.Duration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Server-sent events: so many, with so many seconds between them. */
@RestController
class Events {

    private static final long FOR_EVER = 0;

    @GetMapping("/events")
    SseEmitter events(@RequestParam int count, @RequestParam int seconds) {
        SseEmitter events = new SseEmitter(FOR_EVER);
        new Thread(() -> send(events, count, Duration.ofSeconds(seconds)), "events").start();
        return events;
    }

    private static void send(SseEmitter events, int count, Duration between) {
        try {
            events.send("event 1");
            for (int number = 2; number <= count; number++) {
                Thread.sleep(between.toMillis());
                events.send("event " + number);
            }
            events.complete();
        } catch (IOException | InterruptedException gone) {
            events.completeWithError(gone);
        }
    }
}
