package dev.chainrule.train;

/// Leaves a step whose loss is infinite or not a number. The message names the step, the learning rate and the first
/// layer that went wrong, and what to try.
final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DivergedException(String message) {
        super(message);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
