package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.lab.predict.Predictor;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Programs of others, which have what Maven gives to who depends on `chainrule-lab`, and nothing else: the example of
/// an HTTP service is compiled, started and asked, on the module path and on the class path.
class ConsumerTest {
    private static final Path EXAMPLE = Path.of("..", "examples", "http-service", "src", "main", "java");

    @TempDir
    Path folder;

    private static List<Path> exampleSources(boolean module) throws IOException {
        try (Stream<Path> files = Files.walk(EXAMPLE)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> module || !file.endsWith("module-info.java"))
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev.chainrule.core", "dev.chainrule.lab"})
    void aModuleThatDependsOnOneOfOursAloneCompiles(String module) throws IOException {
        Path source = Files.createDirectory(folder.resolve("source"));
        Path info = Files.writeString(
                source.resolve("module-info.java"), "module consumer { requires %s; }".formatted(module));
        Path use = Files.writeString(source.resolve("Use.java"), """
            package consumer;

            import dev.chainrule.format.Json;
            import dev.chainrule.kernel.Parallel;
            import dev.chainrule.tensor.Precision;
            import dev.chainrule.tensor.Shape;
            import dev.chainrule.tensor.Tensor;

            final class Use {
                static Object use() {
                    Tensor tensor = Parallel.with(Parallel.current(), () -> Tensor.zeros(Precision.FLOAT32, Shape.of(2)));
                    return Json.write(tensor.size());
                }
            }
            """);
        assertThat(OthersProgram.compiled(folder.resolve("classes"), "--module-path", List.of(info, use)))
                .isEmpty();
    }

    @Test
    void theExampleIsShort() throws IOException {
        assertThat(Files.readAllLines(EXAMPLE.resolve("example/PredictionService.java")))
                .hasSizeLessThanOrEqualTo(60);
    }

    @Test
    void theServiceAnswersOnTheModulePathAndOnTheClassPath() throws Exception {
        Path images = TinyImages.folder(folder, 10, "red", "blue");
        Path model = folder.resolve("run/model.safetensors");
        assertThat(Outcome.ofTinyTraining(images, model.getParent()))
                .extracting(Outcome::exitCode, Outcome::err)
                .containsExactly(0, "");
        byte[] picture = Files.readAllBytes(images.resolve("red/3.png"));
        String expected = "{\"classes\":"
                + Predictor.load(model).predict("upload", picture).toJson(3) + "}\n";

        Path modules = folder.resolve("modules");
        assertThat(OthersProgram.compiled(modules, "--module-path", exampleSources(true)))
                .isEmpty();
        String modulePath = OthersProgram.library() + File.pathSeparator + modules;
        List<String> asModule = List.of("--module-path", modulePath, "-m", "example.http/example.PredictionService");
        asked(asModule, model, address -> {
            assertThat(post(address, picture)).isEqualTo("200 " + expected);
            badUploadsGetOneLineEach(address, picture);
            assertThat(post(address, picture)).isEqualTo("200 " + expected);
        });

        Path classes = folder.resolve("classes");
        assertThat(OthersProgram.compiled(classes, "--class-path", exampleSources(false)))
                .isEmpty();
        String classPath = OthersProgram.library() + File.pathSeparator + classes;
        List<String> plain =
                List.of("--add-modules=jdk.incubator.vector", "-cp", classPath, "example.PredictionService");
        asked(plain, model, address -> assertThat(post(address, picture)).isEqualTo("200 " + expected));
    }

    /// What is done with a service that runs.
    private interface Questions {
        void ask(URI address) throws IOException;
    }

    private void asked(List<String> program, Path model, Questions questions) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1"));
        command.addAll(program);
        command.addAll(List.of(model.toString(), "0"));
        Process process = new ProcessBuilder(command)
                .redirectError(folder.resolve("err").toFile())
                .start();
        try (var out = process.inputReader(StandardCharsets.UTF_8)) {
            String address = out.readLine();
            assertThat(address)
                    .as(() -> read(folder.resolve("err")))
                    .isNotNull()
                    .startsWith("http://localhost:");
            questions.ask(URI.create(address));
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static void badUploadsGetOneLineEach(URI address, byte[] picture) throws IOException {
        assertThat(post(address, new byte[0]))
                .startsWith("400 {\"error\":\"upload: ")
                .endsWith("}\n");
        assertThat(post(address, "no picture".getBytes(StandardCharsets.UTF_8)))
                .startsWith("415 {\"error\":\"upload: ")
                .endsWith("}\n");
        byte[] cut = Arrays.copyOf(picture, picture.length / 2);
        assertThat(post(address, cut)).startsWith("400 {\"error\":\"upload: ").endsWith("}\n");
        assertThat(post(address, new byte[100 << 20]))
                .isEqualTo("413 {\"error\":\"the picture is too large; expected at most 20 MB\"}\n");
        assertThat(said(connection(address, "GET")))
                .isEqualTo("405 {\"error\":\"expected POST with a picture as its body\"}\n");
        assertThat(said(connection(address, "HEAD"))).isEqualTo("405 ");
        assertThat(said(connection(address.resolve("/other"), "GET"))).startsWith("404 ");
    }

    private static String post(URI address, byte[] body) throws IOException {
        HttpURLConnection connection = connection(address, "POST");
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(body.length);
        try (OutputStream out = connection.getOutputStream()) {
            out.write(body);
        }
        return said(connection);
    }

    private static HttpURLConnection connection(URI address, String method) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection(Proxy.NO_PROXY);
        connection.setRequestMethod(method);
        return connection;
    }

    private static String said(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        try (InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return status + " " + (body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
