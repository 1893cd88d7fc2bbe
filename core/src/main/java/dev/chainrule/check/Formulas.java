package dev.chainrule.check;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The formulas of one kind of layer, loss or rule in plain double arithmetic, right or with mistakes.
///
/// A recipe says how each step is done. A new one does all as it should be; a mistake changes it. Since
/// mistakes change a recipe and nothing else, two of them can be made at once.
///
/// @param <R> the recipe
abstract class Formulas<R> {
    private final Supplier<R> right;
    private final List<Variant<R>> variants = new ArrayList<>();

    Formulas(Supplier<R> right) {
        this.right = right;
    }

    /// One way to make a mistake; some can be made in several ways.
    record Variant<R>(Mistake mistake, Consumer<R> change) {}

    /// Computes with a recipe.
    abstract Parts compute(Situation situation, R recipe);

    /// Computes as it should be.
    final Parts right(Situation situation) {
        return compute(situation, right.get());
    }

    /// Computes with some mistakes.
    final Parts wrong(Situation situation, List<Variant<R>> mistakes) {
        R recipe = right.get();
        mistakes.forEach(mistake -> mistake.change.accept(recipe));
        return compute(situation, recipe);
    }

    /// Computes with a mistake, made in the most usual way.
    final Parts wrong(Situation situation, Mistake mistake) {
        for (Variant<R> variant : variants) {
            if (variant.mistake == mistake) {
                return wrong(situation, List.of(variant));
            }
        }
        throw new IllegalArgumentException("Mistake %s does not fit this kind; expected one of %s"
                .formatted(mistake.id(), mistakes().stream().map(Mistake::id).toList()));
    }

    /// All ways to make mistakes, the usual ones first.
    final List<Variant<R>> variants() {
        return variants;
    }

    /// The mistakes, each once.
    final List<Mistake> mistakes() {
        return variants.stream().map(Variant::mistake).distinct().toList();
    }

    final void mistake(Mistake mistake, Consumer<R> change) {
        variants.add(new Variant<>(mistake, change));
    }
}
