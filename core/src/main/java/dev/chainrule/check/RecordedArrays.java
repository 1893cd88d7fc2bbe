package dev.chainrule.check;

import dev.chainrule.check.mistake.Agreement;
import dev.chainrule.format.NumpyArchive;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/// The arrays of a file by what they are to the code that wrote them, whatever they are called: small and large
/// letters, `_` and the usual other names make no difference.
final class RecordedArrays {
    /// What an array is, and how it may be called, in small letters and without `_`; the first is what it is asked
    /// by.
    private static final Map<String, List<String>> NAMES = Map.ofEntries(
            Map.entry("x", List.of("x", "input", "inputs")),
            Map.entry("dy", List.of("dout", "dy", "upstream", "gradoutput")),
            Map.entry("W", List.of("w", "weight", "weights", "theta")),
            Map.entry("b", List.of("b", "bias", "biases")),
            Map.entry("gamma", List.of("gamma", "scale")),
            Map.entry("beta", List.of("beta", "shift")),
            Map.entry("mask", List.of("mask")),
            Map.entry("running mean", List.of("runningmean")),
            Map.entry("running variance", List.of("runningvar", "runningvariance")),
            Map.entry("running mean before", List.of("runningmeanbefore")),
            Map.entry("running variance before", List.of("runningvarbefore", "runningvariancebefore")),
            Map.entry("running mean after", List.of("runningmeanafter", "newrunningmean")),
            Map.entry("running variance after", List.of("runningvarafter", "newrunningvar", "runningvarianceafter")),
            Map.entry("output", List.of("out", "output", "y")),
            Map.entry("dx", List.of("dx", "dinput", "gradinput")),
            Map.entry("dW", List.of("dw", "dweight", "dweights", "dtheta", "gradw")),
            Map.entry("db", List.of("db", "dbias", "gradb")),
            Map.entry("dgamma", List.of("dgamma", "dscale")),
            Map.entry("dbeta", List.of("dbeta", "dshift")),
            Map.entry("next w", List.of("nextw", "wafter", "neww")),
            Map.entry("velocity", List.of("velocity", "v")),
            Map.entry("next velocity", List.of("nextvelocity", "velocityafter", "nextv")),
            Map.entry("next cache", List.of("nextcache", "cacheafter")),
            Map.entry("next m", List.of("nextm", "mafter")),
            Map.entry("next v", List.of("nextv", "vafter")),
            Map.entry("scores", List.of("x", "scores", "s", "logits")),
            Map.entry("labels", List.of("y", "labels", "targets")),
            Map.entry("loss", List.of("loss", "cost")),
            Map.entry("dscores", List.of("dx", "dscores", "ds", "dlogits")));

    private final String file;
    private final NumpyArchive archive;
    private final Map<String, List<String>> written = new LinkedHashMap<>();
    private final Set<String> used = new LinkedHashSet<>();

    /// @param file what errors call it
    RecordedArrays(String file, NumpyArchive archive) {
        this.file = file;
        this.archive = archive;
        names().forEach(name ->
                written.computeIfAbsent(plain(name), key -> new ArrayList<>()).add(name));
    }

    /// An array under the name that it has in the file.
    record Named(String name, Tensor value) {
        @Override
        public String toString() {
            return name + " " + value.shape();
        }
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    String file() {
        return file;
    }

    /// The array that is something, if there is one.
    ///
    /// @throws IllegalArgumentException if there are several, or it cannot be read
    Optional<Named> find(String role) {
        return named(words(role));
    }

    /// The array that is something.
    ///
    /// @throws IllegalArgumentException if there is none, or several, or it cannot be read
    Named need(String role) {
        return find(role).orElseThrow(() -> {
            List<String> words = words(role);
            return fault("%s is missing; expected an array %s. There are %s"
                    .formatted(words.getFirst(), String.join(" or ", words), String.join(", ", names())));
        });
    }

    private static List<String> words(String role) {
        return NAMES.getOrDefault(role, List.of(role.toLowerCase(Locale.ROOT)));
    }

    /// As [#need], of numbers all of which are finite.
    Named needFinite(String role) {
        return finite(need(role));
    }

    /// As [#find], of numbers all of which are finite.
    Optional<Named> findFinite(String role) {
        return find(role).map(this::finite);
    }

    private Named finite(Named array) {
        double[] numbers = array.value().toArray();
        for (int i = 0; i < numbers.length; i++) {
            if (!Double.isFinite(numbers[i])) {
                List<Integer> at = Differences.coordinates(
                        array.value().shape(), Tensor.storedOffset(array.value().shape(), i));
                throw fault("%s is %s at %s; expected finite numbers in what the code was given"
                        .formatted(array.name(), numbers[i], at));
            }
        }
        if (numbers.length == 0) {
            throw fault("%s has no numbers; expected one or more".formatted(array));
        }
        return array;
    }

    /// A setting that was saved as a single number, by one of some names in small letters and without `_`.
    OptionalDouble number(String... words) {
        Optional<Named> found = named(List.of(words));
        if (found.isEmpty()) {
            return OptionalDouble.empty();
        }
        double[] numbers = found.get().value().toArray();
        if (numbers.length != 1 || !Double.isFinite(numbers[0])) {
            throw fault("%s is no single number; expected one".formatted(found.get()));
        }
        return OptionalDouble.of(numbers[0]);
    }

    /// One or two whole numbers, such as a stride.
    Optional<int[]> whole(String... words) {
        Optional<Named> found = named(List.of(words));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        double[] numbers = found.get().value().toArray();
        boolean fits = numbers.length == 1 || numbers.length == 2;
        int[] whole = new int[2];
        for (int i = 0; fits && i < 2; i++) {
            whole[i] = (int) numbers[Math.min(i, numbers.length - 1)];
            fits = whole[i] == numbers[Math.min(i, numbers.length - 1)] && whole[i] >= 0;
        }
        if (!fits) {
            throw fault("%s is no size; expected one or two whole numbers of at least 0".formatted(found.get()));
        }
        return Optional.of(whole);
    }

    /// A setting that was saved as text.
    Optional<String> text(String word) {
        List<String> found = written.getOrDefault(word, List.of());
        Optional<String> name =
                found.stream().filter(archive.texts()::containsKey).findFirst();
        name.ifPresent(used::add);
        return name.map(archive.texts()::get);
    }

    private Optional<Named> named(List<String> words) {
        List<String> found = words.stream()
                .flatMap(word -> written.getOrDefault(word, List.of()).stream())
                .toList();
        if (found.isEmpty()) {
            return Optional.empty();
        } else if (found.size() > 1) {
            throw fault("%s mean the same; expected one of them".formatted(String.join(" and ", found)));
        }
        String name = found.getFirst();
        used.add(name);
        Tensor value = archive.tensors().get(name);
        if (value == null) {
            String why = archive.unread().getOrDefault(name, "it is text; expected numbers");
            throw fault("%s cannot be read: %s".formatted(name, why));
        }
        return Optional.of(new Named(name, value));
    }

    /// The names in the file.
    List<String> names() {
        List<String> names = new ArrayList<>(archive.tensors().keySet());
        names.addAll(archive.texts().keySet());
        names.addAll(archive.unread().keySet());
        return names;
    }

    /// Names that nobody has asked for.
    List<String> unused() {
        return names().stream().filter(name -> !used.contains(name)).toList();
    }

    /// How exact the numbers are that were asked for: as exact as the coarsest of them.
    Agreement agreement() {
        Agreement coarsest = Agreement.FLOAT64;
        for (String name : used) {
            Agreement own = switch (archive.types().getOrDefault(name, "").replaceAll("[<>|]", "")) {
                case "f2" -> Agreement.FLOAT16;
                case "f4" -> Agreement.FLOAT32;
                default -> Agreement.FLOAT64;
            };
            coarsest = own.compareTo(coarsest) > 0 ? own : coarsest;
        }
        return coarsest;
    }

    IllegalArgumentException fault(String what) {
        return new IllegalArgumentException(file + ": " + what);
    }
}
