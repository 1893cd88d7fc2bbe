package dev.chainrule.lab.dataset;

/// The channels of the images that are read, whatever is in the files.
public enum Colours {
    /// Three channels: red, green, blue. A grey image gets three equal ones.
    RGB(3),
    /// One channel: 0.299 R + 0.587 G + 0.114 B.
    GREY(1);

    private final int channels;

    Colours(int channels) {
        this.channels = channels;
    }

    /// The number of channels.
    public int channels() {
        return channels;
    }
}
