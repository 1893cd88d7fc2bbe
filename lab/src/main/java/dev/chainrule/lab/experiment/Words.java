package dev.chainrule.lab.experiment;

import dev.chainrule.data.PixelScaling;
import dev.chainrule.model.LayerSpec;
import dev.chainrule.optim.Adam;
import dev.chainrule.optim.Nesterov;
import dev.chainrule.tensor.Precision;
import dev.chainrule.train.TrainingPlan.FinalWeights;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// The words of settings files for the values of enumerations, and back.
final class Words {
    static final Map<String, PixelScaling.Kind> PREPROCESSING = of(PixelScaling.Kind.values());
    static final Map<String, Precision> PRECISION = of(Precision.values());
    static final Map<String, SamplingRule> SAMPLING = of(SamplingRule.values());
    static final Map<String, FinalWeights> FINAL_WEIGHTS = of(FinalWeights.values());
    static final Map<String, ModelSettings.Kind> MODEL = of(ModelSettings.Kind.values());
    static final Map<String, Adam.Placement> EPSILON = of(Adam.Placement.values());
    static final Map<String, Nesterov.Form> NESTEROV = of(Nesterov.Form.values());
    static final Map<String, LayerSpec> ACTIVATION = activations();

    private Words() {}

    /// `MEAN_IMAGE` is written `mean-image`.
    static String of(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static <E extends Enum<E>> Map<String, E> of(E[] values) {
        Map<String, E> words = new LinkedHashMap<>();
        for (E value : values) {
            words.put(of(value), value);
        }
        return words;
    }

    /// The words themselves, for choices that are switched over.
    static Map<String, String> of(String... words) {
        Map<String, String> map = new LinkedHashMap<>();
        Arrays.asList(words).forEach(word -> map.put(word, word));
        return map;
    }

    private static Map<String, LayerSpec> activations() {
        Map<String, LayerSpec> words = new LinkedHashMap<>();
        words.put("relu", new LayerSpec.Relu());
        words.put("leaky-relu", new LayerSpec.LeakyRelu(0.01));
        words.put("sigmoid", new LayerSpec.Sigmoid());
        words.put("tanh", new LayerSpec.Tanh());
        return words;
    }
}
