package io.fileview.memory;

/** A pipe, a socket or a device, which no engine maps. */
final class SpecialNode extends Node {
    private final String kind;

    SpecialNode(long number, long birth, String kind) {
        super(number, birth);
        this.kind = kind;
    }

    @Override
    String kind() {
        return kind;
    }
}
