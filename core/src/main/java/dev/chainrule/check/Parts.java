package dev.chainrule.check;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Named results of one run of a layer or rule: `output`, `dx`, `dgamma`, … each in row-major order.
final class Parts {
    private final Map<String, double[]> values = new LinkedHashMap<>();
    private final Map<String, Double> magnitudes = new LinkedHashMap<>();

    Parts with(String name, double... value) {
        values.put(name, value);
        return this;
    }

    /// Adds a result whose terms, of the given size, may cancel.
    Parts withTerms(String name, double magnitude, double... value) {
        magnitudes.put(name, magnitude);
        return with(name, value);
    }

    /// The size of the terms of a result.
    double magnitude(String name) {
        return magnitudes.getOrDefault(name, 0.0);
    }

    Set<String> names() {
        return values.keySet();
    }

    double @Nullable [] get(String name) {
        return values.get(name);
    }
}
