package dev.chainrule.lab.settings;

import dev.chainrule.data.Augmentation;
import dev.chainrule.data.Padding;
import dev.chainrule.data.PixelScaling;
import dev.chainrule.kernel.BackwardForm;
import dev.chainrule.kernel.ConvolutionAlgorithm;
import dev.chainrule.kernel.Pooling;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Dropout;
import dev.chainrule.layer.EvaluationStatistics;
import dev.chainrule.layer.Gelu;
import dev.chainrule.layer.GroupNorm;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.LeakyRelu;
import dev.chainrule.layer.Relu;
import dev.chainrule.layer.Sigmoid;
import dev.chainrule.layer.Tanh;
import dev.chainrule.layer.VarianceEstimate;
import dev.chainrule.optim.Adam;
import dev.chainrule.optim.Nesterov;
import dev.chainrule.tensor.Precision;
import dev.chainrule.train.FinalWeights;
import dev.chainrule.train.TestTimeAugmentation;
import dev.chainrule.zoo.HiddenLayer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// The words of settings files for the values of enumerations, and back.
public final class Words {
    static final Map<String, PixelScaling.Kind> PREPROCESSING = of(PixelScaling.Kind.values());
    static final Map<String, Precision> PRECISION = of(Precision.values());
    static final Map<String, SamplingRule> SAMPLING = of(SamplingRule.values());
    static final Map<String, FinalWeights> FINAL_WEIGHTS = of(FinalWeights.values());
    static final Map<String, ModelSettings.Kind> COURSE = of(ModelSettings.Kind.values());
    static final Map<String, ModelSettings.ConvNet> CONVNET = of(ModelSettings.ConvNet.values());
    static final Map<String, String> MODEL = of(
            Stream.concat(COURSE.keySet().stream(), CONVNET.keySet().stream()).toArray(String[]::new));
    static final Map<String, Augmentation.Flip> FLIP = of(Augmentation.Flip.values());
    static final Map<String, Padding> PADDING = of(Padding.values());
    static final Map<String, TestTimeAugmentation> TEST_FORMS = of(TestTimeAugmentation.values());
    static final Map<String, Adam.Placement> EPSILON = of(Adam.Placement.values());
    static final Map<String, Nesterov.Form> NESTEROV = of(Nesterov.Form.values());
    static final Map<String, HiddenLayer.Place> PLACE = of(HiddenLayer.Place.values());
    static final Map<String, Pooling.Ties> TIES = of(Pooling.Ties.values());
    static final Map<String, ConvolutionAlgorithm> ALGORITHM = of(ConvolutionAlgorithm.values());
    static final Map<String, BackwardForm> BACKWARD = of(BackwardForm.values());
    static final Map<String, VarianceEstimate> VARIANCE = of(VarianceEstimate.values());
    static final Map<String, EvaluationStatistics.Start> START = of(EvaluationStatistics.Start.values());
    static final Map<String, GroupNorm.ScaleShape> SCALE = of(GroupNorm.ScaleShape.values());
    static final Map<String, Dropout.Scaling> SCALING = of(Dropout.Scaling.values());
    static final Map<String, BatchNorm.Per> PER = of(BatchNorm.Per.values());
    static final Map<String, LayerSpec.Activation> ACTIVATION = activations();

    private Words() {}

    /// `MEAN_IMAGE` is written `mean-image`.
    public static String of(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static <E extends Enum<E>> Map<String, E> of(E[] values) {
        Map<String, E> words = new LinkedHashMap<>();
        for (E value : values) {
            words.put(of(value), value);
        }
        return words;
    }

    /// What is meant where a file says nothing: the first of the values.
    static <T> T usual(Map<String, T> words) {
        return words.values().iterator().next();
    }

    /// The words themselves, for choices that are switched over.
    public static Map<String, String> of(String... words) {
        Map<String, String> map = new LinkedHashMap<>();
        Arrays.asList(words).forEach(word -> map.put(word, word));
        return map;
    }

    private static Map<String, LayerSpec.Activation> activations() {
        Map<String, LayerSpec.Activation> words = new LinkedHashMap<>();
        words.put("relu", new Relu.Settings());
        words.put("leaky-relu", new LeakyRelu.Settings(0.01));
        words.put("gelu", new Gelu.Settings());
        words.put("sigmoid", new Sigmoid.Settings());
        words.put("tanh", new Tanh.Settings());
        return words;
    }
}
