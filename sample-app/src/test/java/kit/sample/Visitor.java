package kit.sample;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** One visitor's browser: real requests to the real server, cookies kept, no redirect followed. */
final class Visitor {

    private static final String BOUNDARY = "between-the-parts";

    private final HttpClient client =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private final String site;
    private final Map<String, String> headers;

    Visitor(int port, Map<String, String> headers) {
        this.site = "http://127.0.0.1:" + port;
        this.headers = headers;
    }

    HttpResponse<String> open(String path) throws IOException, InterruptedException {
        return send("GET", path, "text/plain", BodyPublishers.noBody());
    }

    HttpResponse<String> upload(byte[] bytes) throws IOException, InterruptedException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(
                text(
                        "--"
                                + BOUNDARY
                                + "\r\n"
                                + "Content-Disposition: form-data; name=\"image\";"
                                + " filename=\"picture\"\r\n\r\n"));
        body.writeBytes(bytes);
        body.writeBytes(text("\r\n--" + BOUNDARY + "--\r\n"));
        return send(
                "POST",
                "/image",
                "multipart/form-data; boundary=" + BOUNDARY,
                BodyPublishers.ofByteArray(body.toByteArray()));
    }

    HttpResponse<String> send(String method, String path, String contentType, BodyPublisher body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(site + path))
                        .method(method, body)
                        .header("Content-Type", contentType)
                        .header("Accept", "text/html, */*;q=0.8");
        headers.forEach(request::header);
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
