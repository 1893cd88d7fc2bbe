package dev.chainrule.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.catalogue.Catalogue;
import dev.chainrule.check.Examples;
import dev.chainrule.kernel.Activation;
import dev.chainrule.kernel.Pooling;
import dev.chainrule.kernel.PoolingWindow;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Null where something should be is named by a line, in every public constructor of a layer or of its settings.
class MissingArgumentsTest {
    private static final Map<Class<?>, Object> ARGUMENTS = Map.ofEntries(
            Map.entry(
                    Parameter.class,
                    new Parameter("W", Parameter.Kind.WEIGHT, Tensor.zeros(Precision.FLOAT32, Shape.of(3, 2)))),
            Map.entry(Precision.class, Precision.FLOAT32),
            Map.entry(Shape.class, Shape.of(2, 4)),
            Map.entry(String.class, "1"),
            Map.entry(Tensor.class, Tensor.zeros(Precision.FLOAT32, Shape.of(2))),
            Map.entry(PoolingWindow.class, PoolingWindow.square(2, 2)),
            Map.entry(Pooling.Ties.class, Pooling.Ties.FIRST),
            Map.entry(Parameter.Kind.class, Parameter.Kind.WEIGHT),
            Map.entry(Layer.class, new Relu()),
            Map.entry(Initializer.class, new Initializer.He()),
            Map.entry(EvaluationStatistics.class, EvaluationStatistics.RunningAverage.of()),
            Map.entry(Activation.class, new Activation.Relu()),
            Map.entry(Optional.class, Optional.empty()),
            Map.entry(List.class, List.of()),
            Map.entry(int.class, 2),
            Map.entry(long.class, 2L),
            Map.entry(double.class, 0.5),
            Map.entry(boolean.class, true));

    private static Set<Class<?>> types() {
        Set<Class<?>> types = new LinkedHashSet<>(List.of(Parameter.class, Buffer.class));
        for (String id : Catalogue.LAYERS.ids()) {
            Class<?> settings = Catalogue.LAYERS.type(id);
            types.add(settings);
            types.add(settings.getEnclosingClass());
        }
        return types;
    }

    @Test
    void everyConstructorNamesWhatIsMissing() throws ReflectiveOperationException {
        List<String> wrong = new ArrayList<>();
        int tried = 0;
        for (Class<?> type : types()) {
            for (Constructor<?> constructor : type.getConstructors()) {
                Class<?>[] parameters = constructor.getParameterTypes();
                for (int i = 0; i < parameters.length; i++) {
                    if (!parameters[i].isPrimitive()
                            && !constructor.getAnnotatedParameterTypes()[i].isAnnotationPresent(Nullable.class)) {
                        tried++;
                        String message = messageWithout(constructor, i);
                        if (!message.matches("[A-Z]\\w+( \\w+)?: .+ is missing \\(null\\); expected .+")) {
                            wrong.add(constructor + ", argument " + i + ": " + message);
                        }
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(tried).isGreaterThan(40);
    }

    private static String messageWithout(Constructor<?> constructor, int missing) throws ReflectiveOperationException {
        Object[] arguments = Arrays.stream(constructor.getParameterTypes())
                .map(MissingArgumentsTest::argument)
                .toArray();
        arguments[missing] = null;
        try {
            constructor.newInstance(arguments);
            return "no exception";
        } catch (InvocationTargetException e) {
            return e.getCause() instanceof IllegalArgumentException refused
                    ? String.valueOf(refused.getMessage())
                    : e.getCause().toString();
        }
    }

    private static Object argument(Class<?> type) {
        Object known = ARGUMENTS.get(type);
        return known != null ? known : type.isEnum() ? type.getEnumConstants()[0] : Examples.of(type);
    }

    @Test
    void factoriesAndListsNameWhatIsMissing() {
        assertThatThrownBy(() -> Sequential.of(new Relu(), missing()))
                .hasMessage("Sequential: layer 2 is missing (null); expected a layer");
        assertThatThrownBy(() -> Residual.withIdentity(missing()))
                .hasMessage("Residual: body is missing (null); expected a layer");
        assertThatThrownBy(() -> new Affine(missing(), null))
                .hasMessage("Affine: weight is missing (null); expected a parameter (D, M)");
        assertThatThrownBy(() -> Tensor.of(missing(), Shape.of(1), 2)).hasMessageContaining("is missing (null)");
        assertThatThrownBy(() -> Tensor.zeros(Precision.FLOAT32, missing())).hasMessageContaining("is missing (null)");
        assertThatThrownBy(() ->
                        new Build(missing(), Precision.FLOAT32, RandomKey.of(1).generator()))
                .hasMessageContaining("Build: input is missing (null)");
    }

    @Test
    void slopesThatAreNoRowAreRefused() {
        var alpha = new Parameter("alpha1", Parameter.Kind.SCALE, Tensor.zeros(Precision.FLOAT32, Shape.of(2, 2)));
        assertThatThrownBy(() -> new PRelu(alpha))
                .hasMessage("PRelu: alpha (2, 2) does not fit rank 1; expected (C), a slope a channel");
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // what a caller without null checks passes
    private static <T> T missing() {
        return null;
    }
}
