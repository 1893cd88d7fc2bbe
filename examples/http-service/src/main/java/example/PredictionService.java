package example;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.chainrule.format.Json;
import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.dataset.ImageKind;
import dev.chainrule.lab.predict.Predictor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Executors;

/// `POST` a picture to `/predict`, get its likeliest classes as JSON.
public final class PredictionService {
    private static final int MOST_BYTES = 20_000_000;

    /// Starts it, with the path of a `model.safetensors` and a port.
    public static void main(String[] words) throws IOException {
        Predictor predictor = Predictor.load(Path.of(words[0])); // one for all threads
        HttpServer server = HttpServer.create(new InetSocketAddress(Integer.parseInt(words[1])), 0);
        server.createContext("/predict", exchange -> answer(exchange, predictor));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        System.out.println("http://localhost:" + server.getAddress().getPort() + "/predict");
    }

    private static void answer(HttpExchange exchange, Predictor predictor) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
        exchange.getRequestBody().skip(Long.MAX_VALUE); // a client that still sends reads no answer
        if (!exchange.getRequestMethod().equals("POST")) {
            exchange.getResponseHeaders().set("Allow", "POST");
            say(exchange, 405, "expected POST with a picture as its body");
        } else if (body.length > MOST_BYTES) {
            say(exchange, 413, "the picture is too large; expected at most 20 MB");
        } else {
            try {
                String classes = predictor.predict("upload", body).toJson(3);
                send(exchange, 200, "{\"classes\":" + classes + "}\n");
            } catch (DatasetException e) { // empty or broken, or no image at all
                boolean known = body.length == 0 || ImageKind.of(body).isPresent();
                say(exchange, known ? 400 : 415, e.getMessage());
            }
        }
    }

    private static void say(HttpExchange exchange, int status, String error) throws IOException {
        send(exchange, status, "{\"error\":" + Json.write(error) + "}\n");
    }

    private static void send(HttpExchange exchange, int status, String json) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        byte[] answer = json.getBytes(StandardCharsets.UTF_8);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head ? -1 : answer.length);
        exchange.getResponseBody().write(answer, 0, head ? 0 : answer.length);
        exchange.close();
    }
}
