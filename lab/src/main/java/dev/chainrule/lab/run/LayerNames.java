package dev.chainrule.lab.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Names of layers in a sentence: `convolution-1 to convolution-3, affine-1`.
final class LayerNames {
    private LayerNames() {}

    /// The names kind by kind, neighbouring numbers of a kind together; "none" if there are none.
    static String of(Collection<String> names) {
        Map<String, List<Integer>> kinds = new LinkedHashMap<>();
        for (String name : names) {
            int dash = name.lastIndexOf('-');
            kinds.computeIfAbsent(name.substring(0, dash + 1), _ -> new ArrayList<>())
                    .add(Integer.parseInt(name.substring(dash + 1)));
        }
        List<String> parts = new ArrayList<>();
        kinds.forEach((kind, numbers) -> {
            int from = 0;
            for (int i = 1; i <= numbers.size(); i++) {
                if (i == numbers.size() || numbers.get(i) != numbers.get(i - 1) + 1) {
                    parts.add(part(kind, numbers.get(from), numbers.get(i - 1)));
                    from = i;
                }
            }
        });
        return parts.isEmpty() ? "none" : String.join(", ", parts);
    }

    private static String part(String kind, int first, int last) {
        String begin = kind + first;
        return first == last ? begin : begin + (last == first + 1 ? ", " : " to ") + kind + last;
    }
}
