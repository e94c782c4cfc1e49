package io.fileview.memory;

/** A symbolic link. */
final class LinkNode extends Node {
    private final String target;

    LinkNode(long number, long birth, String target) {
        super(number, birth);
        this.target = target;
    }

    String target() {
        return target;
    }

    @Override
    String kind() {
        return "a symbolic link";
    }
}
