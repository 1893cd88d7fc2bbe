package dev.chainrule.evaluate;

import dev.chainrule.model.Scorer;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.tensor.Workspace;
import java.util.ArrayList;
import java.util.List;

/// Several scorers that answer as one. Nothing is trained: each member sees the example, and their scores are combined.
///
/// ```java
/// Scorer three = new Ensemble(List.of(first, second, third), Combination.PROBABILITIES);
/// double accuracy = Evaluation.of(three, test).accuracy();
/// ```
///
/// An ensemble of one says what its member says, to the bit; one of equal members too, unless they vote. It keeps
/// nothing of a call, so it serves as many threads at once as its members do. Source: L. Hansen, P. Salamon, *Neural
/// network ensembles*, 1990.
public final class Ensemble implements Scorer {
    private final List<Scorer> members;
    private final Combination combination;

    /// An ensemble.
    ///
    /// @param members one or more of one input shape, number of classes and precision
    /// @param combination how their scores become one
    /// @throws ShapeMismatchException if a member expects another input than the first
    /// @throws IllegalArgumentException if there is no member, or one has other classes or another precision than
    /// the first
    public Ensemble(List<? extends Scorer> members, Combination combination) {
        this.members = List.copyOf(members);
        this.combination = combination;
        if (members.isEmpty()) {
            throw new IllegalArgumentException("Ensemble: no member is given; expected one or more");
        }
        for (int m = 1; m < members.size(); m++) {
            check(m + 1, members.get(m));
        }
    }

    private void check(int number, Scorer member) {
        String name = "member " + number;
        if (!member.input().equals(input())) {
            throw ShapeMismatchException.of(
                    "Ensemble", name + "'s input", member.input(), "member 1's", input(), input().toString());
        }
        if (member.classes() != classes()) {
            throw new IllegalArgumentException("Ensemble: %s's %s classes do not fit member 1's; expected %s"
                    .formatted(name, member.classes(), classes()));
        }
        if (member.precision() != precision()) {
            throw new IllegalArgumentException("Ensemble: %s's precision %s does not fit member 1's; expected %s"
                    .formatted(name, member.precision(), precision()));
        }
    }

    /// The members, in order.
    public List<Scorer> members() {
        return members;
    }

    /// How their scores become one.
    public Combination combination() {
        return combination;
    }

    @Override
    public Shape input() {
        return members.getFirst().input();
    }

    @Override
    public int classes() {
        return members.getFirst().classes();
    }

    @Override
    public Precision precision() {
        return members.getFirst().precision();
    }

    /// The combined scores of a batch. One member after the other is asked, so that all take no more memory than
    /// the largest.
    @Override
    public Tensor scores(Tensor x) {
        Workspace ofMember = new Workspace();
        List<double[][]> answers = new ArrayList<>();
        for (Scorer member : members) {
            answers.add(ofMember.run(() -> member.scores(x).toMatrix()));
        }
        int examples = x.shape().extent(0);
        Tensor combined = Tensor.allocate(precision(), Shape.of(classes()).batchOf(examples));
        for (int n = 0; n < examples; n++) {
            int row = n;
            double[] scores =
                    combination.of(answers.stream().map(answer -> answer[row]).toArray(double[][]::new));
            for (int k = 0; k < scores.length; k++) {
                combined.setStored(n * scores.length + k, scores[k]);
            }
        }
        return combined;
    }
}
