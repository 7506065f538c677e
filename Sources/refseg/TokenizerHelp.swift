/// The option that names the vocabulary of a published checkpoint.
enum TokenizerHelp {
    static let text: String =
        "Folder with vocab.json and merges.txt (or tokenizer.json) of roberta-base, for published "
        + "checkpoints (default: beside the weights, or inside them)."
}
