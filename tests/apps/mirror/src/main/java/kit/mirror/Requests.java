package kit.mirror;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;

/** What becomes of a request: it is seen, led elsewhere, taken time over, or never answered. */
@Controller
class Requests {

    private static final Logger LOG = LoggerFactory.getLogger(Requests.class);

    /** A request as it came: from whom, to whom, to which server, and how long X-Large is. */
    record Seen(String address, String scheme, String host, int port, String server, int large) {
    }

    @RequestMapping("/seen")
    @ResponseBody
    Seen seen(HttpServletRequest request) throws UnknownHostException {
        String server = InetAddress.getLocalHost().getHostName();
        int large = Objects.requireNonNullElse(request.getHeader("X-Large"), "").length();
        return new Seen(request.getRemoteAddr(), request.getScheme(), request.getServerName(),
            request.getServerPort(), server, large);
    }

    @GetMapping("/redirect")
    String lead() {
        return "redirect:/seen";
    }

    @RequestMapping("/slow")
    @ResponseBody
    String take(@RequestParam int seconds) throws InterruptedException {
        Thread.sleep(Duration.ofSeconds(seconds).toMillis());
        return "done\n";
    }

    /** The whole app ends in the middle of the request, as where memory is short. */
    @RequestMapping("/vanish")
    void vanish(@RequestParam String name) {
        LOG.info("begun: {}", name);
        Runtime.getRuntime().halt(1);
    }
}
