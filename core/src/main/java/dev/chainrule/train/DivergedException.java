package dev.chainrule.train;

/// Training cannot go on because the loss is infinite or not a number. The message names the step, the
/// learning rate and the first
/// layer that went wrong, and what to try.
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DivergedException(String message) {
        super(message);
    }
}
