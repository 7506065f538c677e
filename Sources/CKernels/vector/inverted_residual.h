// Expansion, filter per channel and projection of a few lines at a time: what lies between them is
// several times as wide as input and output and never leaves the core's own cache.

/// Floats between the input's expansion and the filter that a step needs, and behind the filter.
static long inverted_residual_held(const ck_inverted_residual *t) {
    long lines = (t->step - 1) * t->stride + t->kernel;
    return t->expansion ? round_up(lines * t->width * t->hidden, line_floats) : 0;
}

/// And all that lies between expansion and projection.
static long inverted_residual_between(const ck_inverted_residual *t) {
    return inverted_residual_held(t) + round_up(t->step * t->output_width * t->hidden, line_floats);
}

static long inverted_residual_scratch(const ck_inverted_residual *t) {
    long expansion = t->expansion ? product_scratch(t->expansion_numbers) : 0;
    long projection = product_scratch(t->projection_numbers);
    return inverted_residual_between(t) + (expansion > projection ? expansion : projection);
}

/// Expands `count` lines.
static void expand_lines(
    const ck_inverted_residual *t, const float *input, long count, float *output, float *scratch) {
    block_task b = {
        .row_stride = t->inputs,
        .row_count = count * t->width,
        .weight = t->expansion,
        .numbers = t->expansion_numbers,
        .outputs = t->hidden,
        .depth = t->inputs,
        .bias = t->expansion_bias,
        .output = output,
        .output_stride = t->hidden,
        .columns = t->hidden,
        .activation = t->hidden_activation,
        .scratch = scratch,
    };
    whole_product(b, input);
}

static void project_lines(
    const ck_inverted_residual *t, const float *filtered, long first_line, long count,
    float *scratch) {
    long at = first_line * t->output_width * t->outputs;
    block_task b = {
        .row_stride = t->hidden,
        .row_count = count * t->output_width,
        .weight = t->projection,
        .numbers = t->projection_numbers,
        .outputs = t->outputs,
        .depth = t->hidden,
        .bias = t->projection_bias,
        .residual = t->residual ? t->residual + at : NULL,
        .output = t->output + at,
        .output_stride = t->outputs,
        .columns = t->outputs,
        .activation = t->activation,
        .scratch = scratch,
    };
    whole_product(b, filtered);
}

/// Output lines `first ..< last` of one image. Expanded lines that the next step needs too are moved
/// to the front of those that are held.
static void inverted_residual_band(
    const ck_inverted_residual *t, const depthwise_plan *plan, long image, long first, long last,
    float *scratch) {
    const float *input = t->input + image * t->height * t->width * t->inputs;
    float *held = scratch, *filtered = scratch + inverted_residual_held(t);
    float *rest = scratch + inverted_residual_between(t);
    long line = t->width * t->hidden, held_first = 0, held_end = 0;
    for (long y = first; y < last; y += t->step) {
        long count = least(t->step, last - y);
        if (t->expansion) {
            long top = clamp(y * t->stride - t->padding, 0, t->height);
            long bottom = (y + count - 1) * t->stride - t->padding + t->kernel;
            bottom = clamp(bottom, top, t->height);
            long kept = y > first && held_end > top ? held_end - top : 0;
            if (kept)
                memmove(
                    held, held + (top - held_first) * line, (size_t)(kept * line) * sizeof(float));
            held_first = top;
            held_end = top + kept;
            if (bottom > held_end) {
                expand_lines(
                    t, input + held_end * t->width * t->inputs, bottom - held_end,
                    held + kept * line, rest);
                held_end = bottom;
            }
        }
        for (long r = 0; r < count; r++)
            depthwise_output_line(
                plan, t->expansion ? held : input, held_first, y + r, NULL,
                filtered + r * t->output_width * t->hidden);
        project_lines(t, filtered, image * t->output_height + y, count, rest);
    }
}

static void inverted_residual(const void *task, long begin, long end, float *scratch) {
    const ck_inverted_residual *t = task;
    const ck_convolution filter = {
        .weight = t->filter,
        .bias = t->filter_bias,
        .height = t->height,
        .width = t->width,
        .channels = t->hidden,
        .output_width = t->output_width,
        .kernel_height = t->kernel,
        .kernel_width = t->kernel,
        .dilation = 1,
        .stride = t->stride,
        .padding = t->padding,
        .activation = t->hidden_activation,
    };
    depthwise_plan plan = depthwise_planned(&filter);
    long bands = (t->output_height + t->lines - 1) / t->lines;
    for (long unit = begin; unit < end; unit++) {
        long first = unit % bands * t->lines;
        inverted_residual_band(
            t, &plan, unit / bands, first, least(first + t->lines, t->output_height), scratch);
    }
}
