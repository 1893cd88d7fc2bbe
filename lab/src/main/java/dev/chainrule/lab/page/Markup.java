package dev.chainrule.lab.page;

/// The text of a page as it grows. All text and all attribute values pass [VisibleText]; tag and attribute names are
/// the renderer's own. What results is HTML and well-formed XML.
final class Markup {
    private final StringBuilder out = new StringBuilder(1 << 16);
    private int identifiers;

    /// Opens an element.
    ///
    /// @param attributes names and values in turn
    Markup open(String tag, String... attributes) {
        start(tag, attributes);
        out.append('>');
        return this;
    }

    /// Opens a part that may be wider than the page: whoever uses the keyboard alone can reach it and move in it.
    Markup scrolling(String tag, String name) {
        return open(tag, "class", "scroll", "tabindex", "0", "role", "region", "aria-label", name);
    }

    Markup close(String tag) {
        out.append("</").append(tag).append('>');
        return this;
    }

    /// An element without content.
    Markup empty(String tag, String... attributes) {
        start(tag, attributes);
        out.append("/>");
        return this;
    }

    /// An element of text alone.
    Markup element(String tag, String text, String... attributes) {
        return open(tag, attributes).text(text).close(tag);
    }

    Markup text(String text) {
        out.append(VisibleText.escape(text));
        return this;
    }

    Markup line() {
        out.append('\n');
        return this;
    }

    /// Text of the renderer's own, as it is.
    Markup raw(String trusted) {
        out.append(trusted);
        return this;
    }

    /// A new identifier, unique on the page.
    String identifier() {
        return "i" + identifiers++;
    }

    private void start(String tag, String... attributes) {
        out.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ')
                    .append(attributes[i])
                    .append("=\"")
                    .append(VisibleText.escape(attributes[i + 1]))
                    .append('"');
        }
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
