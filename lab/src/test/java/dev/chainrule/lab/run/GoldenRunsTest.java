package dev.chainrule.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.chainrule.catalogue.Catalogue;
import dev.chainrule.data.Dataset;
import dev.chainrule.data.Sampling;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.lab.settings.DataSettings;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.lab.settings.StartSettings;
import dev.chainrule.lab.whiten.FittedLayers;
import dev.chainrule.layer.Buffer;
import dev.chainrule.layer.Parameter;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.train.Training;
import dev.chainrule.train.TrainingListener;
import dev.chainrule.train.TrainingResult;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Small runs whose final weights are known to the bit, so that a change that means to change no number changes none.
///
/// Each run is a settings file in `golden/`. `golden/sha256.txt` has a line for each: its name, the SHA-256 of the
/// final weights, and the accuracy on the test images. The bits are the same with vectors of 8 and of 16 floats; with
/// any other, on which nobody has tried it, a run is only compared with itself.
///
/// `-Dchainrule.golden=all` adds the presets, and trains each run as a [TrainingRun] that is evaluated, too.
/// `-Dchainrule.golden=print` does the same and prints the list of this machine instead of comparing with it.
class GoldenRunsTest {
    private static final Path FOLDER = Path.of("src", "test", "resources", "golden");
    private static final String MODE = System.getProperty("chainrule.golden", "quick");
    private static final String SLOW = "preset-";

    /// The numbers of float lanes that the list is known to fit.
    private static final Set<Integer> LANES = Set.of(8, 16);

    /// What was loaded, because that takes longer than a small run.
    private static final Map<DataSettings, RunData> DATA = new ConcurrentHashMap<>();

    @TempDir
    Path folder;

    private record Outcome(String sha256, String testAccuracy) {}

    private static List<String> allRuns() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".yaml"))
                    .map(file -> file.substring(0, file.length() - ".yaml".length()))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> runs() throws IOException {
        return allRuns().stream()
                .filter(run -> !MODE.equals("quick") || !run.startsWith(SLOW))
                .toList();
    }

    private static SettingsBuilder settings(String run) {
        return new SettingsBuilder().file(FOLDER.resolve(run + ".yaml"));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void aRunEndsWithTheListedWeightsWithOneThreadAndWithTwo(String run) throws Exception {
        String sha256 = sha256(trained(run, 1));
        if (MODE.equals("quick")) {
            assertThat(sha256(trained(run, 2))).isEqualTo(sha256);
            assertThat(sha256).isEqualTo(listed(run).sha256);
            return;
        }
        Outcome whole = outcome(run, 2);
        assertThat(whole.sha256).isEqualTo(sha256);
        if (MODE.equals("print")) {
            System.out.printf("golden %s %s %s%n", run, whole.sha256, whole.testAccuracy);
        } else {
            assertThat(whole).isEqualTo(listed(run));
        }
    }

    /// The model after what [TrainingRun] does, but for the evaluation in the end, which takes longer than such a
    /// run.
    private static Model trained(String name, int threads) throws IOException {
        RunSettings settings = settings(name).build();
        RunData data = data(settings.data());
        ModelSpec spec = settings.spec(data.imageShape(), data.classNames().size());
        NumpyRandom random = new NumpyRandom(settings.seed());
        Model model = ModelBuilder.build(spec, random);
        Dataset training = data.training(spec.input());
        FittedLayers.fit(model, training, _ -> {});
        RandomKey key = RandomKey.of(settings.seed());
        Sampling sampling = switch (settings.sampling()) {
            case SHUFFLED -> new Sampling.Shuffled(key.child("sampling"));
            case WITH_REPLACEMENT -> new Sampling.WithReplacement(key.child("sampling"));
            case SOLVER -> new Sampling.Solver(random);
            case IN_ORDER -> new Sampling.InOrder();
        };
        long steps = settings.plan().epochs()
                * (long) (training.size() / settings.plan().batchSize());
        SignalRecorder recorder = new SignalRecorder(model, settings.plan(), settings.signals(), steps);
        Training run = Training.of(model, training)
                .validation(data.validation(spec.input()))
                .plan(settings.plan())
                .sampling(sampling)
                .key(key.child("network"))
                .gradients(recorder);
        try (Parallel parallel = Parallel.ofThreads(threads)) {
            Parallel.with(parallel, () -> run.fit(recorder));
        }
        return model;
    }

    private static RunData data(DataSettings settings) throws IOException {
        RunData data = DATA.get(settings);
        if (data == null) {
            data = RunData.load(settings);
            DATA.put(settings, data);
        }
        return data;
    }

    private Outcome outcome(String run, int threads) throws IOException, NoSuchAlgorithmException {
        SettingsBuilder settings = settings(run).set("threads", Integer.toString(threads), "--threads");
        TrainingRun training = TrainingRun.prepare(settings.build(), folder.resolve("run"));
        Conclusion end =
                training.start(TrainingListener.none()).record().conclusion().orElseThrow();
        assertThat(end.end())
                .isEqualTo(run.equals("early-stop") ? TrainingResult.End.EARLY_STOP : TrainingResult.End.COMPLETE);
        return new Outcome(
                sha256(training.model()), Double.toString(end.testAccuracy().orElseThrow()));
    }

    /// What is listed for a run; a machine that the list does not fit ends the test here.
    private static Outcome listed(String run) throws IOException, ReflectiveOperationException {
        int lanes = lanes();
        assumeTrue(LANES.contains(lanes), () -> "nothing is known for " + lanes + " lanes");
        return Objects.requireNonNull(listed().get(run), run + " is not listed");
    }

    /// All parameters, then all buffers, each number as it is stored, little-endian.
    private static String sha256(Model model) throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (Parameter parameter : model.parameters()) {
            digest.update(bits(parameter.value()));
        }
        for (Buffer buffer : model.buffers()) {
            digest.update(bits(buffer.value()));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static byte[] bits(Tensor tensor) {
        ByteBuffer bytes = ByteBuffer.allocate(tensor.size() * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < tensor.size(); i++) {
            switch (tensor.precision()) {
                case FLOAT32 -> bytes.putFloat((float) tensor.getStored(i));
                case FLOAT64 -> bytes.putDouble(tensor.getStored(i));
            }
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    private static Map<String, Outcome> listed() throws IOException {
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        for (String line : Files.readAllLines(FOLDER.resolve("sha256.txt"))) {
            String[] words = line.split(" ", -1);
            outcomes.put(words[0], new Outcome(words[1], words[2]));
        }
        return outcomes;
    }

    /// Lanes of the widest vector of floats that this machine prefers. By reflection, because the incubating module
    /// is named nowhere but in kernels.
    private static int lanes() throws ReflectiveOperationException {
        Object species = Class.forName("jdk.incubator.vector.FloatVector")
                .getField("SPECIES_PREFERRED")
                .get(null);
        return (int) Class.forName("jdk.incubator.vector.VectorSpecies")
                .getMethod("length")
                .invoke(species);
    }

    @Test
    void everyRunIsListedAndNoOther() throws IOException {
        assumeTrue(!MODE.equals("print"));
        assertThat(listed().keySet()).containsExactlyElementsOf(allRuns());
    }

    /// Every kind of layer, rule, schedule and so on, every constant of an enumeration, and both values of every
    /// flag.
    @Test
    void everythingThatSettingsCanChooseIsChosenBySomeRun() throws Exception {
        Set<String> choices = new TreeSet<>();
        addChoices(RunSettings.class, choices, new TreeSet<>());
        choices.remove(StartSettings.class.getName()); // FineTuneTest has its bits, beside a training by hand
        Set<String> chosen = new TreeSet<>();
        for (String run : allRuns()) {
            addChosen(settings(run).build(), chosen);
        }
        assertThat(choices).hasSizeGreaterThan(100);
        assertThat(chosen).containsAll(choices);
    }

    private static void addChoices(Type type, Set<String> choices, Set<String> visited) {
        if (type instanceof ParameterizedType container) { // a list or an optional
            addChoices(container.getActualTypeArguments()[0], choices, visited);
            return;
        }
        Class<?> kind = (Class<?>) type;
        if (!visited.add(kind.getName())) {
            return;
        }
        if (kind.isEnum()) {
            for (Object constant : kind.getEnumConstants()) {
                choices.add(nameOf((Enum<?>) constant));
            }
        } else if (kind.isRecord()) {
            choices.add(kind.getName());
            for (RecordComponent component : kind.getRecordComponents()) {
                if (component.getType() == boolean.class) {
                    choices.add(nameOf(component, false));
                    choices.add(nameOf(component, true));
                }
                addChoices(component.getGenericType(), choices, visited);
            }
        } else if (kind.isInterface()) {
            for (Class<?> variant : variants(kind)) {
                addChoices(variant, choices, visited);
            }
        }
    }

    private static List<Class<?>> variants(Class<?> kind) {
        if (kind.isSealed()) {
            return Arrays.stream(kind.getPermittedSubclasses())
                    .filter(Class::isRecord)
                    .toList();
        }
        return Stream.<Catalogue<?>>of(Catalogue.LAYERS, Catalogue.RULES, Catalogue.LOSSES, Catalogue.PENALTIES)
                .flatMap(GoldenRunsTest::types)
                .filter(kind::isAssignableFrom)
                .toList();
    }

    private static Stream<Class<?>> types(Catalogue<?> catalogue) {
        return catalogue.ids().stream().map(catalogue::type);
    }

    private static void addChosen(Object value, Set<String> chosen) throws ReflectiveOperationException {
        switch (value) {
            case Enum<?> constant -> chosen.add(nameOf(constant));
            case List<?> values -> {
                for (Object element : values) {
                    addChosen(element, chosen);
                }
            }
            case Optional<?> optional when optional.isPresent() -> addChosen(optional.get(), chosen);
            case Record settings -> {
                chosen.add(settings.getClass().getName());
                for (RecordComponent component : settings.getClass().getRecordComponents()) {
                    Object part = component.getAccessor().invoke(settings);
                    if (part instanceof Boolean flag) {
                        chosen.add(nameOf(component, flag));
                    }
                    addChosen(part, chosen);
                }
            }
            default -> {} // a number, a text, or nothing
        }
    }

    private static String nameOf(Enum<?> constant) {
        return constant.getDeclaringClass().getName() + "." + constant.name();
    }

    private static String nameOf(RecordComponent component, boolean flag) {
        return component.getDeclaringRecord().getName() + "." + component.getName() + " = " + flag;
    }
}
