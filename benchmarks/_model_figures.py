"""The sections of the page of figures on encoders and models: how fast, how large, how alike."""

from benchmarks._markdown import figures_of as _figures
from benchmarks._markdown import markdown_table as _table


def distillation() -> str:
    """Return the section on a classifier and its student; empty without its file."""
    figures = _figures("distillation")
    if not figures:
        return ""
    names = {
        "accuracy": "accuracy",
        "same_as_teacher": "same answer as the teacher",
        "texts_per_s": "texts a second, one thread",
        "layers": "layers",
        "million_weights_without_word_pieces": "million weights, word pieces not counted",
    }
    rows = [[words, *(f"{figures[system][key]:.4g}" for system in figures)] for key, words in names.items()]
    teacher, student = (figures[system] for system in list(figures)[:2])
    kept, faster = (student[key] / teacher[key] for key in ("accuracy", "texts_per_s"))
    words = (
        f"The student keeps {kept:.1%} of its teacher's accuracy at {faster:.1f} times its speed; wanted: 97% at 2.\n"
    )
    head = "## Distillation: `python -m benchmarks.distillation`\n\nHWU64: 64 intents of English requests.\n\n"
    return f"{head}{_table(['', *figures], rows)}\n{words}"


def family() -> str:
    """Return the section on the BERT family; empty without its file."""
    figures = _figures("family")
    if not figures:
        return ""
    columns = list(next(iter(figures.values())))
    rows = [[f"`{name}`", *(f"{found[key]:,.0f}" for key in columns)] for name, found in figures.items()]
    head = "## The BERT family\n\n`benchmarks.family`: weights counted in models of the true architecture.\n\n"
    return head + _table(["encoder", *(column.replace("_", " ") for column in columns)], rows)


def precision() -> str:
    """Return the section on int8 beside float32; empty without its file."""
    figures = _figures("precision")
    if not figures or "completeness" not in figures:
        return ""
    both = ("float32", "int8")
    rows = [[f"across languages: {name}", *(f"{figures[key]['mean'][name]:.3f}" for key in both)]
            for name in figures["int8"]["mean"]]  # fmt: skip
    rows += [[f"{part}: {name}", *(f"{own[key]:.3f}" for key in both)]
             for part in ("clustering", "completeness") for name, own in figures[part].items()]  # fmt: skip
    head = "## int8 beside float32: `python -m benchmarks.precision`\n\nRead by the same head and language removal.\n\n"
    return head + _table(["", *both], rows)


def student() -> str:
    """Return the section on a student of the default encoder; empty without its file."""
    figures, training = _figures("student"), _figures("student_training")
    if not figures or not training:
        return ""
    head = (
        "## A student of the default encoder: `python -m benchmarks.student FOLDER`\n\nSix layers, read by the same "
        "completeness head, end branch and language removal as the default encoder, in one run. This student was "
        "trained for 46 seconds and is not shipped.\n\n"
    )
    rows = [[f"{part}: {name}", *(f"{own[key]:.3f}" for key in ("default", "student"))]
            for part in ("clustering", "completeness") for name, own in figures[part].items()]  # fmt: skip
    runs = [[name, *(f"{last[key]:.3f}" for key in ("cosine", "centred", "end", "nearest")), f"{last['step']:,}"]
            for name, own in training.items() for last in own["checkpoints"][-1:]]  # fmt: skip
    agreement = _table(["training", "cosine", "cosine, centred", "end vector explained", "same nearest", "steps"], runs)
    return (
        f"{head}{_table(['', 'default', 'student'], rows)}\n\nHow alike student and teacher are on texts held out, as "
        f"`tabbert finetune student` prints it. The longer run's weights were lost before they were measured.\n\n"
        f"{agreement}"
    )


def gpu() -> str:
    """Return the section on a graphics card; empty without its file."""
    figures = _figures("gpu")
    if not figures:
        return ""
    parts = [
        f"## A graphics card: `python -m benchmarks.gpu`\n\n{figures['card']}; a bfloat16 product of 8192 x 8192 "
        f"matrices ran at {figures['matrix_product_tflops']:.0f} TFLOP/s in the same run, of which the shares are.\n"
    ]
    for kind, found in figures["encoder"].items():
        measured = found["engines"] | {"the layers alone, bfloat16": found["layers_alone"]}
        rows = [[name, f"{own['tokens_per_s']:,.0f}", f"{own['share_of_the_card']:.1%}",
                 f"{own['cosine_lowest']:.4f}" if "cosine_lowest" in own else "–"]
                for name, own in measured.items()]  # fmt: skip
        heading = ["encoder", "tokens/s", "of the card", "lowest cosine to float32"]
        parts.append(f"{kind}: {found['texts']:,} texts, {found['tokens']:,} tokens\n\n{_table(heading, rows)}\n")
    kinds = ("card, bfloat16", "card, float32", "processor, float32")
    rows = [[name, *(f"{found[kind]['steps_per_s']:.1f}" for kind in kinds), f"{found['loss_gap']:.0e}"]
            for name, found in figures["finetune"].items()]  # fmt: skip
    heading = [
        "fine-tuning, 32 rows a step",
        *(f"{kind}: steps/s" for kind in kinds),
        "difference of the float32 losses",
    ]
    return "\n".join([*parts, _table(heading, rows)])


def encoder() -> str:
    """Return the section on engines of the default encoder; empty without its file."""
    figures = _figures("encoder")
    if not figures:
        return ""
    parts = [
        f"## Encoder: `python -m benchmarks.encoder`\n\nSame texts, {figures['threads']} thread(s) each, in turns. "
        "Ours, and what is made of our graph, give the end vector beside the first; the others the first alone. "
        f"The ceiling: this machine multiplied float32 matrices at {figures['float32_gflops']:.0f} GFLOP/s in the same "
        "run; int8 can pass it.\n"
    ]
    for kind, found in figures.items():
        if not isinstance(found, dict) or "engines" not in found:
            continue
        rows = [
            [
                name,
                f"{own['tokens_per_s']:.0f}",
                f"{own['of_the_ceiling']:.0%}",
                f"{own['ratio']:.2f}x",
                f"{own['cosine_mean']:.4f}",
                f"{own['same_nearest']:.0%}",
                f"{own['alone_difference']:.0e}",
            ]
            for name, own in found["engines"].items()
        ]
        heading = [
            "engine",
            "tokens/s",
            "of the ceiling",
            "against baseline",
            "cosine",
            "same nearest",
            "alone against batch",
        ]
        waste = f"padding: tabbert none, batches of 32 sorted by length {found['padding_waste']:.0%}"
        parts.append(f"{kind}: {found['texts']} texts, {found['tokens']} tokens; {waste}\n\n{_table(heading, rows)}")
    for name, reason in figures["skipped"].items():
        parts.append(f"Skipped: {name} ({reason.splitlines()[0][:80]}).\n")
    return "\n".join(parts)
