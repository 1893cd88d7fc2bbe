package dev.chainrule.catalogue;

import dev.chainrule.layer.Affine;
import dev.chainrule.layer.AveragePool;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.ContrastNormalization;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.Dropout;
import dev.chainrule.layer.Elu;
import dev.chainrule.layer.Flatten;
import dev.chainrule.layer.Gelu;
import dev.chainrule.layer.GlobalAveragePool;
import dev.chainrule.layer.GroupNorm;
import dev.chainrule.layer.LayerNorm;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.LeakyRelu;
import dev.chainrule.layer.MaxPool;
import dev.chainrule.layer.Maxout;
import dev.chainrule.layer.PRelu;
import dev.chainrule.layer.PatchWhitening;
import dev.chainrule.layer.Relu;
import dev.chainrule.layer.Residual;
import dev.chainrule.layer.Scale;
import dev.chainrule.layer.Sequential;
import dev.chainrule.layer.Sigmoid;
import dev.chainrule.layer.Silu;
import dev.chainrule.layer.Softplus;
import dev.chainrule.layer.Tanh;
import dev.chainrule.layer.Whitening;
import dev.chainrule.loss.AbsoluteError;
import dev.chainrule.loss.AttributeHinge;
import dev.chainrule.loss.LogisticLoss;
import dev.chainrule.loss.Loss;
import dev.chainrule.loss.MulticlassHinge;
import dev.chainrule.loss.SoftmaxCrossEntropy;
import dev.chainrule.loss.SquaredError;
import dev.chainrule.loss.WeightPenalty;
import dev.chainrule.optim.AdaGrad;
import dev.chainrule.optim.Adam;
import dev.chainrule.optim.AdamW;
import dev.chainrule.optim.Momentum;
import dev.chainrule.optim.NAdam;
import dev.chainrule.optim.Nesterov;
import dev.chainrule.optim.RAdam;
import dev.chainrule.optim.RmsProp;
import dev.chainrule.optim.Sgd;
import dev.chainrule.optim.UpdateRule;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The names by which everyone knows the records of an open set: settings files, checks, derivations and documents. A
/// record of your own joins by [#with].
///
/// ```java
/// var layers = Catalogue.LAYERS.with("my-layer", MyLayer.Settings.class);
/// ```
///
/// @param <T> what the records implement
public final class Catalogue<T> {
    /// Layers, by their settings.
    public static final Catalogue<LayerSpec> LAYERS = new Catalogue<>(LayerSpec.class, "layer", Map.of())
            .with("affine", Affine.Settings.class)
            .with("convolution", Convolution2d.Settings.class)
            .with("contrast-normalization", ContrastNormalization.Settings.class)
            .with("whitening", Whitening.Settings.class)
            .with("patch-whitening", PatchWhitening.Settings.class)
            .with("max-pool", MaxPool.Settings.class)
            .with("average-pool", AveragePool.Settings.class)
            .with("global-average-pool", GlobalAveragePool.Settings.class)
            .with("batch-norm", BatchNorm.Settings.class)
            .with("layer-norm", LayerNorm.Settings.class)
            .with("group-norm", GroupNorm.Settings.class)
            .with("dropout", Dropout.Settings.class)
            .with("relu", Relu.Settings.class)
            .with("leaky-relu", LeakyRelu.Settings.class)
            .with("gelu", Gelu.Settings.class)
            .with("prelu", PRelu.Settings.class)
            .with("elu", Elu.Settings.class)
            .with("silu", Silu.Settings.class)
            .with("softplus", Softplus.Settings.class)
            .with("sigmoid", Sigmoid.Settings.class)
            .with("tanh", Tanh.Settings.class)
            .with("maxout", Maxout.Settings.class)
            .with("scale", Scale.Settings.class)
            .with("flatten", Flatten.Settings.class)
            .with("sequence", Sequential.Settings.class)
            .with("residual", Residual.Settings.class);

    /// Update rules.
    public static final Catalogue<UpdateRule> RULES = new Catalogue<>(UpdateRule.class, "rule", Map.of())
            .with("sgd", Sgd.class)
            .with("momentum", Momentum.class)
            .with("nesterov", Nesterov.class)
            .with("adagrad", AdaGrad.class)
            .with("rmsprop", RmsProp.class)
            .with("adam", Adam.class)
            .with("adamw", AdamW.class)
            .with("nadam", NAdam.class)
            .with("radam", RAdam.class);

    /// Losses.
    public static final Catalogue<Loss> LOSSES = new Catalogue<>(Loss.class, "name", Map.of())
            .with("softmax", SoftmaxCrossEntropy.class)
            .with("hinge", MulticlassHinge.class)
            .with("squared-error", SquaredError.class)
            .with("absolute-error", AbsoluteError.class)
            .with("logistic", LogisticLoss.class)
            .with("attribute-hinge", AttributeHinge.class);

    /// Penalties on weights.
    public static final Catalogue<WeightPenalty> PENALTIES = new Catalogue<>(WeightPenalty.class, "name", Map.of())
            .with("half-l2", WeightPenalty.HalfL2.class)
            .with("full-l2", WeightPenalty.FullL2.class)
            .with("l1", WeightPenalty.L1.class);

    private final Class<T> base;
    private final String key;
    private final Map<String, Class<? extends T>> types;

    private Catalogue(Class<T> base, String key, Map<String, Class<? extends T>> types) {
        this.base = base;
        this.key = key;
        this.types = Collections.unmodifiableMap(types);
    }

    /// The same catalogue with one more record.
    ///
    /// @param id its name: words of small letters and digits, joined by hyphens
    /// @throws IllegalArgumentException if the name or the record is taken, or if it is no record
    public Catalogue<T> with(String id, Class<? extends T> type) {
        require(id.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*"), id, "is no id", "words joined by hyphens, such as my-layer");
        require(type.isRecord(), id, "of " + type + " is no record", "a record of settings");
        require(!types.containsKey(id), id, "is taken", "a name of its own");
        require(!types.containsValue(type), id, "of " + type + " is there under another name", "one name each");
        Map<String, Class<? extends T>> more = new LinkedHashMap<>(types);
        more.put(id, type);
        return new Catalogue<>(base, key, more);
    }

    private void require(boolean condition, String id, String what, String expected) {
        if (!condition) {
            throw new IllegalArgumentException("Catalogue: %s %s %s; expected %s".formatted(key, id, what, expected));
        }
    }

    /// What all records implement.
    public Class<T> base() {
        return base;
    }

    /// The key that an id stands behind in settings files, for example `layer`.
    public String key() {
        return key;
    }

    /// All ids, in the order in which they are shown.
    public List<String> ids() {
        return List.copyOf(types.keySet());
    }

    /// The ids of the records that implement something more.
    public List<String> ids(Class<?> kind) {
        return types.entrySet().stream()
                .filter(entry -> kind.isAssignableFrom(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /// The class of records with an id.
    ///
    /// @throws IllegalArgumentException if there is none
    public Class<? extends T> type(String id) {
        Class<? extends T> type = types.get(id);
        if (type == null) {
            throw new IllegalArgumentException(
                    "Catalogue: %s %s is unknown; expected one of %s".formatted(key, id, String.join(", ", ids())));
        }
        return type;
    }

    /// The id of a record.
    ///
    /// @throws IllegalArgumentException if it has none
    public String id(T settings) {
        return id(settings.getClass());
    }

    /// The id of a class of records.
    ///
    /// @throws IllegalArgumentException if it has none
    public String id(Class<?> type) {
        return types.entrySet().stream()
                .filter(entry -> entry.getValue().equals(type))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "Catalogue: %s has no id; expected a %s of the catalogue, or one that joined it"
                                .formatted(type.getName(), key)));
    }
}
