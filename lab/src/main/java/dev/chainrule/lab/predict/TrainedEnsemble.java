package dev.chainrule.lab.predict;

import dev.chainrule.data.LabeledImages;
import dev.chainrule.data.PixelScaling;
import dev.chainrule.evaluate.Combination;
import dev.chainrule.evaluate.Ensemble;
import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.evaluate.TestTimeAugmentation;
import dev.chainrule.lab.dataset.Part;
import dev.chainrule.model.Scorer;
import dev.chainrule.settings.Kebab;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Several trained networks that answer as one. Each sees images as if it were alone: preprocessed with the statistics
/// of its own training images, flat or not, in its own forms.
///
/// ```java
/// TrainedModel a = ModelFile.read(Path.of("runs/quick-1"));
/// TrainedModel b = ModelFile.read(Path.of("runs/quick-2"));
/// Predictor both = Predictor.of(new TrainedEnsemble(List.of(a, b), Combination.PROBABILITIES));
/// ```
///
/// @param members one or more, of the same classes, image shape and precision
/// @param combination how their scores become one
public record TrainedEnsemble(List<TrainedModel> members, Combination combination) implements Trained {
    /// Checks that the members fit each other.
    ///
    /// @throws IllegalArgumentException if there is no member, or one differs from the first in what all must share
    public TrainedEnsemble {
        members = List.copyOf(members);
        if (members.isEmpty()) {
            throw new IllegalArgumentException("TrainedEnsemble: no member is given; expected one or more");
        }
        for (int m = 1; m < members.size(); m++) {
            Optional<String> fault = misfit(members.get(m), "member 1's", members.getFirst());
            if (fault.isPresent()) {
                throw new IllegalArgumentException("TrainedEnsemble: member %s's %s".formatted(m + 1, fault.get()));
            }
        }
    }

    /// What keeps a network from standing beside another one, for example
    /// `classes [cat] do not fit member 1's; expected [dog]`.
    ///
    /// @param name whose the other one's are
    public static Optional<String> misfit(TrainedModel member, String name, TrainedModel first) {
        Map<String, Function<TrainedModel, Object>> shared = new LinkedHashMap<>();
        shared.put("classes", TrainedModel::classNames);
        shared.put("scores", TrainedModel::scoreCount);
        shared.put("images", each -> each.preparation().imageShape());
        shared.put("background", each -> each.preparation().background());
        shared.put("precision", each -> Kebab.of(each.model().precision()));
        return shared.entrySet().stream()
                .filter(each ->
                        !each.getValue().apply(member).equals(each.getValue().apply(first)))
                .map(each -> "%s %s %s not fit %s; expected %s"
                        .formatted(
                                each.getKey(),
                                each.getValue().apply(member),
                                each.getKey().endsWith("s") ? "do" : "does",
                                name,
                                each.getValue().apply(first)))
                .findFirst();
    }

    @Override
    public List<String> classNames() {
        return members.getFirst().classNames();
    }

    @Override
    public int scoreCount() {
        return members.getFirst().scoreCount();
    }

    @Override
    public Preparation preparation() {
        return members.getFirst().preparation();
    }

    /// The members' scorers together, for examples that all of them can see as they are.
    ///
    /// @throws IllegalArgumentException if two members preprocess images differently, or have other inputs
    @Override
    public Scorer scorer() {
        for (int m = 1; m < members.size(); m++) {
            if (!same(members.get(m).scaling(), members.getFirst().scaling())) {
                throw new IllegalArgumentException(
                        "TrainedEnsemble: members 1 and %s preprocess images differently, so no batch suits both; expected pictures"
                                .formatted(m + 1));
            }
        }
        return new Ensemble(members.stream().map(TrainedModel::scorer).toList(), combination);
    }

    private static boolean same(PixelScaling a, PixelScaling b) {
        return Arrays.equals(a.shift(), b.shift()) && Arrays.equals(a.scale(), b.scale());
    }

    @Override
    public Evaluation evaluate(LabeledImages images, Part part) {
        return Evaluation.of(
                combination,
                members.stream().map(member -> member.evaluate(images, part)).toList());
    }

    @Override
    public Evaluation evaluate(LabeledImages images, TestTimeAugmentation shown) {
        return Evaluation.of(
                combination,
                members.stream().map(member -> member.evaluate(images, shown)).toList());
    }
}
