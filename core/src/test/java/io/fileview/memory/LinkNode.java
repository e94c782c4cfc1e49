package io.fileview.memory;

/** A symbolic link. */
final class LinkNode extends Node {
    private final String target;

    LinkNode(String volume, long number, long birth, String target) {
        super(volume, number, birth);
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
