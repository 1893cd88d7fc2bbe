package dev.chainrule.schedules;

/// What is run in many schedules.
///
/// @param body one schedule: it throws where something is wrong, and leaves no thread behind
/// @param accesses [#ALL] or [#VOLATILE]
public record Target(Runnable body, String accesses) {
    /// Another thread may go on at each access to a field or an array.
    static final String ALL = "all";

    /// Only at each access to a volatile field.
    static final String VOLATILE = "volatile";

    /// A short body, all of whose accesses count.
    public static Target of(Body body) {
        return new Target(body, ALL);
    }

    /// A body that computes much.
    public static Target computing(Body body) {
        return new Target(body, VOLATILE);
    }

    /// What a schedule does.
    @FunctionalInterface
    public interface Body extends Runnable {
        /// Does it.
        void attempt() throws Exception;

        @Override
        default void run() {
            try {
                attempt();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }
}
