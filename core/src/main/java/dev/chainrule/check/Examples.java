package dev.chainrule.check;

import dev.chainrule.check.mistake.KnownFormulas;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Scale;
import dev.chainrule.layer.Size2d;
import dev.chainrule.layer.Tanh;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// Small records of the catalogue, and inputs that fit, so that whatever is listed there can be checked at once. What a
/// record does not call usual by its `of` is chosen by its type.
public final class Examples {
    /// Inputs from which the first one is taken that fits.
    private static final List<Shape> INPUTS = List.of(Shape.of(8, 5), Shape.of(2, 4, 4, 4));

    private Examples() {}

    /// A record of settings.
    public static <T> T of(Class<T> type) {
        Executable maker = Stream.<Executable>concat(
                        Arrays.stream(type.getDeclaredMethods())
                                .filter(method ->
                                        method.getName().equals("of") && Modifier.isStatic(method.getModifiers())),
                        Arrays.stream(type.getDeclaredConstructors()))
                .min(Comparator.comparingInt(Executable::getParameterCount))
                .orElseThrow();
        Object[] values =
                Arrays.stream(maker.getParameterTypes()).map(Examples::value).toArray();
        try {
            return type.cast(
                    maker instanceof Method method
                            ? method.invoke(null, values)
                            : type.getDeclaredConstructors()[0].newInstance(values));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Examples: " + type.getName(), e);
        }
    }

    private static Object value(Class<?> type) {
        return switch (type.getName()) {
            case "int" -> 2;
            case "long" -> 2L;
            case "double" -> 0.4;
            case "boolean" -> false;
            default ->
                type.isEnum()
                        ? type.getEnumConstants()[0]
                        : type == Size2d.class
                                ? Size2d.square(2)
                                : type == List.class ? List.of(new Tanh.Settings(), new Scale.Settings(0.4)) : of(type);
        };
    }

    /// An input for a layer.
    public static Shape input(LayerSpec spec) {
        String reason = "";
        for (Shape shape : INPUTS) {
            try {
                KnownFormulas.build(spec, shape);
                return shape;
            } catch (IllegalArgumentException e) {
                reason = String.valueOf(e.getMessage());
            }
        }
        throw new IllegalArgumentException("Examples: inputs %s do not fit %s; give another if there is one. %s"
                .formatted(INPUTS, KnownFormulas.text(spec), reason));
    }

    /// A weight, a bias, a scale and a shift in float64, for penalties.
    public static List<Parameter> parameters(long seed) {
        RandomGenerator random = RandomKey.of(seed).child("parameters").generator();
        return List.of(
                new Parameter("W", Parameter.Kind.WEIGHT, Tensor.gaussian(Precision.FLOAT64, Shape.of(3, 4), random)),
                new Parameter("b", Parameter.Kind.BIAS, Tensor.gaussian(Precision.FLOAT64, Shape.of(4), random)),
                new Parameter("gamma", Parameter.Kind.SCALE, Tensor.gaussian(Precision.FLOAT64, Shape.of(4), random)),
                new Parameter("beta", Parameter.Kind.SHIFT, Tensor.gaussian(Precision.FLOAT64, Shape.of(4), random)));
    }
}
