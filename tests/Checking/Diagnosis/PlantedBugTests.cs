using NeuralCore.Autograd;
using NeuralCore.Checking;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Checking;

/// <summary>One planted bug for every pattern, as users make them: the checker names the mistake, in words with numbers.</summary>
public sealed class PlantedBugTests(ITestOutputHelper output)
{
    private static Tensor Random(Shape shape, ulong seed = 1) => Ops.Given.Random(shape, seed);

    // Also where the inputs reach the loss directly, so that the gradient is the function's and something else.
    private static Diagnosis Diagnose(Op op, params Tensor?[] inputs)
    {
        var diagnosis = Diagnose(new GradientChecker(), op, inputs);
        var fanned = Diagnose(new GradientChecker { FanOut = true, Seed = 5 }, op, inputs);
        Assert.True((fanned.Pattern, fanned.Tensor) == (diagnosis.Pattern, diagnosis.Tensor), $"{fanned}\nwith fan-out, and without:\n{diagnosis}");
        return diagnosis;
    }

    private static Diagnosis Diagnose(GradientChecker checker, Op op, params Tensor?[] inputs)
    {
        var report = checker.Check(op, inputs);
        Assert.False(report.IsOk);
        Assert.NotEmpty(report.Diagnoses);
        foreach (var diagnosis in report.Diagnoses) Assert.Contains(report.Tensors, t => t.Name == diagnosis.Tensor && !t.IsOk);
        return report.Diagnoses[0];
    }

    private void Says(Diagnosis diagnosis, string pattern, string tensor, params string[] words)
    {
        output.WriteLine(diagnosis.ToString());
        Assert.True(diagnosis.Pattern == pattern && diagnosis.Tensor == tensor, diagnosis.ToString());
        Assert.InRange(diagnosis.Confidence, 0.95, 1);
        foreach (var word in words) Assert.Contains(word, diagnosis.Explanation);
    }

    private static Tensor From(Tensor like, Func<double[], double[]> values) => Tensor.From(values(like.ToArray<double>()), like.Shape, like.Device);

    [Fact]
    public void A_square_without_its_two_is_off_by_one_half()
    {
        var op = new PlantedOp(xs => xs[0]!.Square(), (xs, dy) => [dy * xs[0]!]);
        Says(Diagnose(op, Random([3, 5])), "constant-factor", "input 0", "0.5 times", "15 of 15", "a 2 was left out");
    }

    [Fact]
    public void A_mean_whose_gradient_is_that_of_a_sum_is_off_by_the_batch_size()
    {
        var op = new PlantedOp(xs => xs[0]!.Mean(0), (xs, dy) => [dy.Expand(xs[0]!.Shape)]);
        Says(Diagnose(op, Random([7, 3])), "constant-factor", "input 0", "7 times", "dimension 0, the batch perhaps", "takes a mean");
    }

    [Fact]
    public void A_sum_whose_gradient_is_that_of_a_mean_is_off_by_the_reciprocal()
    {
        var op = new PlantedOp(xs => xs[0]!.Sum(1), (xs, dy) => [dy.Reshape(3, 1).Expand(xs[0]!.Shape) / 5]);
        Says(Diagnose(op, Random([3, 5])), "constant-factor", "input 0", "1/5", "dimension 1", "takes a sum");
    }

    [Fact]
    public void A_forgotten_attribute_is_named()
    {
        var report = new GradientChecker().Check(new Scale(1.7), [Random([3, 4])]);
        Says(report.Diagnoses[0], "constant-factor", "input 0", "1/1.7", "the attribute Factor of Scale");
    }

    [Fact]
    public void A_difference_whose_second_operand_lacks_the_minus_has_the_wrong_sign()
    {
        var op = new PlantedOp(xs => xs[0]! - xs[1]!, (xs, dy) => [dy, dy * xs[1]! / xs[1]!]);
        Says(Diagnose(op, Random([3, 4]), Random([3, 4], 2)), "sign", "input 1", "12 of 12 elements", "minus");
    }

    [Fact]
    public void A_layer_whose_weight_gradient_is_transposed_is_told_so()
    {
        // dw = dyᵀ·x; this is xᵀ·dy.
        var op = new PlantedOp(xs => xs[0]!.Linear(xs[1]!), (xs, dy) => [dy.MatMul(xs[1]!), xs[0]!.MatMul(dy, transposeA: true, transposeB: false)]);
        Says(Diagnose(op, Random([4, 5]), Random([5, 5], 2)), "transposed", "input 1", "dimensions 0 and 1 are exchanged");
    }

    [Fact]
    public void A_transposed_weight_gradient_that_was_reshaped_is_told_too()
    {
        var op = new PlantedOp(
            xs => xs[0]!.Linear(xs[1]!),
            (xs, dy) => [dy.MatMul(xs[1]!), xs[0]!.MatMul(dy, transposeA: true, transposeB: false).Reshape(xs[1]!.Shape)]);
        Says(Diagnose(op, Random([4, 7]), Random([5, 7], 2)), "transposed", "input 1", "[7, 5]", "do not reshape");
    }

    [Fact]
    public void A_layer_that_multiplies_by_the_weight_instead_of_its_transpose_names_the_operand()
    {
        var op = new PlantedOp(
            xs => xs[0]!.Linear(xs[1]!),
            (xs, dy) => [dy.MatMul(xs[1]!, transposeA: false, transposeB: true), dy.MatMul(xs[0]!, transposeA: true, transposeB: false)]);
        Says(Diagnose(op, Random([4, 5]), Random([5, 5], 2)), "wrong-operand", "input 0", "input 1", "transposed");
    }

    [Fact]
    public void A_convolution_without_the_flip_of_its_kernel_names_the_operand()
    {
        // dx is the transposed convolution with w; this correlates with it once more.
        var op = new PlantedOp(
            xs => xs[0]!.Convolution(xs[1]!, padding: 1),
            (xs, dy) => [dy.Convolution(xs[1]!.Permute(1, 0, 2, 3), padding: 1), Dispatcher.Apply(new ConvolutionWeightGradientOp(new ConvolutionOp(1, 1, 1), [3, 3]), xs[0], dy)]);
        Says(Diagnose(op, Random([1, 2, 4, 4]), Random([3, 2, 3, 3], 2)), "wrong-operand", "input 0", "dimension 2 and dimension 3", "flipped");
    }

    [Fact]
    public void A_bias_without_the_sum_over_the_batch_shows_one_sample()
    {
        var op = new PlantedOp(xs => xs[0]! + xs[1]!, (xs, dy) => [dy, dy.Slice(0, 0, 1).Reshape(3)]);
        Says(Diagnose(op, Random([4, 3]), Random([3], 2)), "missing-sum", "input 1", "index 0 of dimension 0", "[4, 3]");
    }

    [Fact]
    public void A_bias_of_a_convolution_summed_over_the_batch_alone_misses_the_sum_over_space()
    {
        var op = new PlantedOp(
            xs => xs[0]! + xs[1]!.Reshape(3, 1, 1),
            (xs, dy) => [dy, dy.Sum(0).Reshape(3, 20).Slice(1, 0, 1).Reshape(3)]);
        Says(Diagnose(op, Random([2, 3, 4, 5]), Random([3], 2)), "missing-sum", "input 1", "index 0 of dimension 2", "index 0 of dimension 3");
    }

    [Fact]
    public void A_gradient_in_the_shape_of_the_result_names_the_dimensions_to_sum_over()
    {
        var op = new PlantedOp(xs => xs[0]! + xs[1]!, (xs, dy) => [dy, dy * 1]);
        Says(Diagnose(op, Random([4, 2, 3]), Random([2, 1], 2)), "missing-sum", "input 1", "[4, 2, 3]", "dimensions 0 and 2", "SumTo([2, 1])");
        Says(Diagnose(new PlantedOp(xs => xs[0]!.Exp(), (xs, dy) => [(dy * xs[0]!.Exp()).Flatten()]), Random([4, 3])), "wrong-shape", "input 0", "[12]", "[4, 3]");
    }

    [Fact]
    public void A_gradient_of_the_wrong_shape_or_type_inside_a_function_is_an_error_that_names_the_op()
    {
        var op = new PlantedOp(xs => xs[0]!.Exp(), (xs, dy) => [(dy * xs[0]!.Exp()).Flatten()]);
        var error = Assert.Throws<GradientException>(() =>
            new GradientChecker().Check("function", xs => [Dispatcher.Apply(op, xs[0]! * 2)], [Random([4, 3])]));
        Assert.Contains("Planted", error.Message);
        Assert.Contains("input 0 is Float64 [12]", error.Message);
        var single = new PlantedOp(xs => xs[0]!.Exp(), (xs, dy) => [(dy * xs[0]!.Exp()).To(ElementType.Float32)]);
        Assert.Contains("input 0 is Float32 [4, 3]", Assert.Throws<GradientException>(() => new GradientChecker().Check(single, [Random([4, 3])])).Message);
    }

    [Fact]
    public void A_loop_over_the_batch_that_ends_one_too_early_is_told_by_the_sample_it_drops()
    {
        var op = new PlantedOp(
            xs => xs[0]!.Linear(xs[1]!),
            (xs, dy) => [dy.MatMul(xs[1]!), dy.Slice(0, 0, 3).MatMul(xs[0]!.Slice(0, 0, 3), transposeA: true, transposeB: false)]);
        Says(Diagnose(op, Random([4, 7]), Random([5, 7], 2)), "dropped-term", "input 1", "index 3 of dimension 0", "ends one too early");
    }

    [Fact]
    public void An_embedding_that_writes_instead_of_adding_loses_all_but_the_last_use()
    {
        long[] ids = [2, 0, 2, 1, 2, 0];
        var index = Tensor.From(ids, [6], Device.Reference);
        var op = new PlantedOp(xs => xs[0]!.IndexSelect(0, index), (xs, dy) =>
        {
            var (rows, dw) = (dy.ToArray<double>(), new double[4 * 3]);
            for (var i = 0; i < ids.Length; i++) rows.AsSpan(i * 3, 3).CopyTo(dw.AsSpan((int)ids[i] * 3));
            return [Tensor.From(dw, xs[0]!.Shape, dy.Device)];
        });
        Says(Diagnose(op, Random([4, 3])), "missing-accumulation", "input 0", "last", "+=");
    }

    [Fact]
    public void A_gradient_that_is_never_written_is_all_zero()
    {
        var op = new PlantedOp(xs => xs[0]!.Linear(xs[1]!, xs[2]), (xs, dy) =>
            [dy.MatMul(xs[1]!), dy.MatMul(xs[0]!, transposeA: true, transposeB: false), Tensor.Zeros(xs[2]!.Shape, dy.Type, dy.Device)]);
        Says(Diagnose(op, Random([4, 5]), Random([3, 5], 2), Random([3], 3)), "all-zero", "input 2", "all 3 elements", "never adds");
    }

    [Fact]
    public void A_path_that_is_cut_is_told_from_one_that_is_zero()
    {
        var report = new GradientChecker().Check("detached", xs => [xs[0]! * xs[1]!.Detach()], [Random([3, 2]), Random([3, 2], 2)], ["x", "scale"]);
        Says(report.Diagnoses[0], "all-zero", "scale", "no gradient came back", "Detach()");
    }

    [Fact]
    public void Rows_that_were_not_compared_are_not_called_right()
    {
        // Above the budget only the upper half of the elements is compared one by one, and a few of the lower.
        var op = new PlantedOp(xs => xs[0]!.Square(), (xs, dy) => [dy * (xs[0]! * 2 + 1)]);
        var report = new GradientChecker { Budget = new() { MostElements = 60, SampledElements = 3 } }.Check(op, [Random([20, 10])]);
        Assert.InRange(report.Elements, 60, 100);
        Assert.Equal(report.Elements, report.Findings.Count(f => !f.IsAlongDirection));
        Assert.DoesNotContain(report.Diagnoses, d => d.Pattern == "group");
    }

    [Fact]
    public void The_second_group_of_a_grouped_convolution_is_named_by_its_channels()
    {
        // The offset into the weights stays at the first group's.
        var convolution = new ConvolutionOp(1, 1, 1, 2);
        var op = new PlantedOp(
            xs => xs[0]!.Convolution(xs[1]!, padding: 1, groups: 2),
            (xs, dy) =>
            {
                var first = xs[1]!.Slice(0, 0, 3);
                return [Dispatcher.Apply(new ConvolutionInputGradientOp(convolution, xs[0]!.Shape[2..]), dy, Dispatcher.Apply(new ConcatOp(0), first, first)),
                    Dispatcher.Apply(new ConvolutionWeightGradientOp(convolution, [3, 3]), xs[0], dy)];
            });
        Says(Diagnose(op, Random([2, 4, 3, 3]), Random([6, 2, 3, 3], 2)), "group", "input 0", "indices 2 and 3 of dimension 1", "36 of 72");
    }

    [Fact]
    public void A_convolution_that_skips_the_windows_over_the_padding_is_wrong_at_the_border()
    {
        var convolution = new ConvolutionOp(1, 1, 1);
        var op = new PlantedOp(
            xs => xs[0]!.Convolution(xs[1]!, padding: 1),
            (xs, dy) =>
            {
                var inner = dy.Slice(2, 1, 5).Slice(3, 1, 5).Pad([0, 0, 1, 1], [0, 0, 1, 1]);
                return [Dispatcher.Apply(new ConvolutionInputGradientOp(convolution, xs[0]!.Shape[2..]), inner, xs[1]!),
                    Dispatcher.Apply(new ConvolutionWeightGradientOp(convolution, [3, 3]), xs[0], dy)];
            });
        Says(Diagnose(op, Random([1, 2, 6, 6]), Random([2, 2, 3, 3], 2)), "border", "input 0", "within 2 of either end", "dimension 2 and dimension 3", "padding");
    }

    [Fact]
    public void A_shuffle_of_channels_that_is_not_undone_is_a_permutation_of_slices()
    {
        var order = Tensor.From([1L, 2, 3, 0, 4], [5], Device.Reference);
        var op = new PlantedOp(xs => xs[0]!.IndexSelect(1, order), (xs, dy) => [dy.IndexSelect(1, order)]);
        Says(Diagnose(op, Random([2, 5, 3])), "permuted", "input 0", "slices of dimension 1", "right in sum");
    }

    [Fact]
    public void A_reversed_index_is_a_flip_and_an_index_off_by_one_a_shift()
    {
        var flipped = new PlantedOp(xs => xs[0]! * 2, (xs, dy) => [dy.Flip(1) * 2]);
        Says(Diagnose(flipped, Random([3, 5])), "flipped", "input 0", "dimension 1 of [3, 5]", "wrong end");

        // Cropped at 0 instead of 1: all of it lands one too early.
        var shifted = new PlantedOp(xs => xs[0]!.Pad([0, 0, 1, 1], [0, 0, 1, 1]), (xs, dy) => [dy.Slice(2, 0, 5).Slice(3, 1, 5)]);
        Says(Diagnose(shifted, Random([1, 2, 5, 4])), "shifted", "input 0", "1 place", "dimension 2", "off by 1");
    }

    [Theory]
    [InlineData("both", "mean and variance are treated as constants")]
    [InlineData("mean", "a mean is treated as a constant")]
    [InlineData("variance", "a variance is treated as a constant")]
    public void A_batch_norm_with_constant_statistics_is_told_which(string constant, string words)
    {
        var op = new PlantedOp(
            xs => xs[0]!.BatchNorm(xs[1]).Y,
            (xs, dy) =>
            {
                // dx = r·(D − E[D] − x̂·E[D·x̂]), D = dy·w.
                var x = xs[0]!;
                Tensor mean = x.Mean(0), centred = x - mean;
                var r = (centred.Square().Mean(0) + 1e-5).Pow(-0.5);
                Tensor normalized = centred * r, d = dy * xs[1]!;
                var dx = d;
                if (constant is "variance") dx -= d.Mean(0);
                if (constant is "mean") dx -= normalized * (d * normalized).Mean(0);
                return [dx * r, (dy * normalized).Sum(0)];
            });
        Says(Diagnose(op, Random([6, 3]), Random([3], 2)), "constant-statistics", "input 0", words, "each index of dimension 1");
    }

    [Fact]
    public void A_layer_norm_with_constant_statistics_is_told_by_its_rows()
    {
        var op = new PlantedOp(
            xs => xs[0]!.LayerNorm([6]),
            (xs, dy) =>
            {
                var centred = xs[0]! - xs[0]!.Mean(1).Reshape(3, 1);
                return [dy * (centred.Square().Mean(1) + 1e-5).Pow(-0.5).Reshape(3, 1)];
            });
        Says(Diagnose(op, Random([3, 6])), "constant-statistics", "input 0", "dimension 0 of [3, 6]");
    }

    [Fact]
    public void A_softmax_whose_sum_is_a_constant_is_in_proportion_to_its_result()
    {
        var op = new PlantedOp(xs => xs[0]!.Softmax(1), (xs, dy) => [dy * xs[0]!.Softmax(1)]);
        Says(Diagnose(op, Random([3, 6])), "constant-statistics", "input 0", "in proportion to the result");
    }

    [Fact]
    public void A_residual_branch_that_overwrites_the_shortcut_loses_it()
    {
        // x is used twice: by the branch and by the shortcut that is handed on.
        var op = new PlantedOp(xs => [xs[0]!.MatMul(xs[1]!), xs[0]! * 1], (xs, dys) =>
            [dys[0]!.MatMul(xs[1]!, transposeA: false, transposeB: true), xs[0]!.MatMul(dys[0]!, transposeA: true, transposeB: false)]);
        Says(Diagnose(op, Random([4, 5]), Random([5, 5], 2)), "overwritten", "input 0", "result 0", "result 1", "used more than once");
    }

    [Fact]
    public void Where_an_input_also_reaches_the_loss_directly_a_gradient_that_replaces_the_other_is_told()
    {
        // A hook that hands back its own idea of the gradient drops what others sent.
        GradientChecker.Function function = xs =>
        {
            var x = xs[0]!;
            var y = x.Exp();
            if (x.RequiresGrad && NoGradScope.IsRecording) x.OnGradient(g => g - g + 0);
            return [y];
        };
        var report = new GradientChecker { FanOut = true }.Check("hooked", function, [Random([3, 4])], ["x"]);
        Says(report.Diagnoses[0], "all-zero", "x", "12 elements");
    }

    [Fact]
    public void A_kernel_that_reads_the_first_sample_only_is_right_for_a_batch_of_one()
    {
        var op = new PlantedOp(xs => xs[0]!.Square(), (xs, dy) => [xs[0]!.Slice(0, 0, 1).Expand(xs[0]!.Shape) * dy * 2]);
        Says(Diagnose(op, Random([4, 3, 2])), "batch-of-one", "input 0", "with 4 samples", "first sample alone");
    }

    [Fact]
    public void A_gradient_out_of_a_cache_is_an_earlier_answer()
    {
        Tensor? cache = null;
        var op = new PlantedOp(xs => xs[0]!.Exp(), (xs, dy) => [cache ??= (dy * xs[0]!.Exp()).Keep()]);
        Says(Diagnose(op, Random([3, 4])), "stale-buffer", "input 0", "the call before", "static field");
    }

    [Fact]
    public void A_slope_out_of_a_cache_is_the_one_of_an_earlier_call()
    {
        Tensor? slope = null;
        var pointwise = new PlantedOp(xs => xs[0]!.Exp(), (xs, dy) => [dy * (slope ??= xs[0]!.Exp().Keep())]);
        Says(new GradientChecker().Check(pointwise, [Random([3, 4])]).Diagnoses[0], "stale-buffer", "input 0", "values of input 0 in the call before", "Saved");

        // Only the weight is old, so only the input's gradient is wrong.
        Tensor? weight = null;
        var layer = new PlantedOp(xs => xs[0]!.Linear(xs[1]!), (xs, dy) =>
            [dy.MatMul(weight ??= xs[1]!.Keep()), dy.MatMul(xs[0]!, transposeA: true, transposeB: false)]);
        Says(new GradientChecker().Check(layer, [Random([4, 7]), Random([5, 7], 2)]).Diagnoses[0], "stale-buffer", "input 0", "values of input 1 in the call before");
    }

    [Fact]
    public void A_buffer_that_is_not_cleared_grows_with_every_call()
    {
        var sum = new double[12];
        var op = new PlantedOp(xs => xs[0]!.Exp(), (xs, dy) =>
        {
            var dx = (dy * xs[0]!.Exp()).ToArray<double>();
            for (var i = 0; i < dx.Length; i++) sum[i] += dx[i];
            return [Tensor.From(sum, xs[0]!.Shape, dy.Device)];
        });
        Says(Diagnose(op, Random([3, 4])), "stale-buffer", "input 0", "grows by the same amount", "never cleared");
    }

    [Fact]
    public void A_backward_pass_that_works_in_the_upstream_gradients_memory_is_told()
    {
        var op = new PlantedOp(xs => xs[0]! * 3, (xs, dy) => [dy.CopyFrom(dy * 3)]);
        Says(Diagnose(op, Random([3, 4])), "stale-buffer", "input 0", "upstream gradient", "of its own");
    }

    [Fact]
    public void A_random_function_has_no_derivative_to_compare_with()
    {
        var generator = new Generator(3, Generator.Streams.Dropout);
        var report = new GradientChecker().Check("noisy", xs => [xs[0]! * Tensor.Normal([3], generator, type: ElementType.Float64, device: Device.Reference)], [Random([3])], ["x"]);
        Says(report.Diagnoses[0], "changing-function", "x", "fix the seed");
    }

    [Fact]
    public void Gradients_in_the_wrong_order_are_each_others()
    {
        var op = new PlantedOp(xs => xs[0]! * xs[1]!, (xs, dy) => [dy * xs[0]!, dy * xs[1]!]);
        Says(Diagnose(op, Random([3, 4]), Random([3, 4], 2)), "swapped-inputs", "input 0", "gradient of input 1");
    }

    [Fact]
    public void An_activation_without_its_derivative_passes_the_gradient_through()
    {
        var op = new PlantedOp(xs => xs[0]!.Tanh(), (xs, dy) => [dy * 1]);
        Says(Diagnose(op, Random([3, 4])), "passed-through", "input 0", "derivative");
    }

    [Fact]
    public void A_gradient_that_went_through_floats_is_told()
    {
        var op = new PlantedOp(xs => xs[0]!.Exp(), (xs, dy) => [(dy * xs[0]!.Exp()).To(ElementType.Float32).To(ElementType.Float64)]);
        Says(Diagnose(op, Random([3, 4])), "single-precision", "input 0", "float");
    }

    [Fact]
    public void A_single_element_is_named_and_a_nan_is_placed()
    {
        var single = new PlantedOp(xs => xs[0]!.Exp(), (xs, dy) => [From(dy * xs[0]!.Exp(), v => [.. v.Select((g, i) => i == 7 ? g + 0.3 : g)])]);
        Says(Diagnose(single, Random([3, 4])), "single-element", "input 0", "[1, 3]");

        // dx = dy·x/√(x²) is 0/0 at 0.
        var nan = new PlantedOp(xs => xs[0]!.Square(), (xs, dy) => [dy * 2 * xs[0]! * (xs[0]! / xs[0]!)]);
        Says(Diagnose(nan, Tensor.From([1.0, 0, -2, 0], [4], Device.Reference)), "not-a-number", "input 0", "2 elements", "is 0");
    }

    [Fact]
    public void A_backward_pass_that_does_not_multiply_by_the_upstream_gradient_is_told()
    {
        Says(Diagnose(new PlantedOp(xs => xs[0]!.Exp(), (xs, dy) => [xs[0]!.Exp()]), Random([4, 5])), "upstream-gradient", "input 0", "plain sum", "not multiplied in");
        Says(Diagnose(new PlantedOp(xs => xs[0]!.Exp(), (xs, dy) => [xs[0]!.Exp() * dy * dy]), Random([4, 5])), "upstream-gradient", "input 0", "twice");
        Says(Diagnose(new PlantedOp(xs => xs[0]!.Exp(), (xs, dy) => [xs[0]!.Exp() * dy.Sum()]), Random([4, 5])), "upstream-gradient", "input 0", "sum of all upstream");
        var linear = new PlantedOp(xs => xs[0]!.Linear(xs[1]!), (xs, dy) =>
            [dy.MatMul(xs[1]!), (dy * 0 + 1).MatMul(xs[0]!, transposeA: true, transposeB: false)]);
        Says(Diagnose(linear, Random([4, 5]), Random([3, 5], 2)), "upstream-gradient", "input 1", "plain sum");
    }

    [Fact]
    public void What_a_backward_pass_adds_of_its_own_is_named()
    {
        Says(Diagnose(new PlantedOp(xs => xs[0]!.Square(), (xs, dy) => [dy * 2 * xs[0]! + 1e-6]), Random([4, 5])), "added-term", "input 0", "1e-06 more");
        Says(Diagnose(new PlantedOp(xs => xs[0]!.Exp(), (xs, dy) => [dy * xs[0]!.Exp() + 5e-4 * xs[0]!]), Random([4, 5])), "added-term", "input 0", "0.0005·input 0", "weight decay");
    }

    [Fact]
    public void A_norm_that_is_treated_as_a_constant_is_told_from_a_variance()
    {
        var op = new PlantedOp(xs => xs[0]! / xs[0]!.Square().Sum(1, true).Sqrt(), (xs, dy) => [dy / xs[0]!.Square().Sum(1, true).Sqrt()]);
        Says(Diagnose(op, Random([4, 5])), "constant-statistics", "input 0", "dimension 0 of [4, 5]", "in proportion to x: a norm");
    }

    [Fact]
    public void A_branch_with_the_wrong_derivative_is_named_by_its_values()
    {
        var leaky = new PlantedOp(xs => xs[0]!.LeakyRelu(0.2), (xs, dy) => [Tensor.Where(xs[0]!.Greater(0), dy, dy * xs[0]!)]);
        Says(Diagnose(leaky, Random([4, 5])), "value-range", "input 0", "input 0 is below 0 (14 of 20)", "one branch");
        var huber = new PlantedOp(xs => Tensor.Where(xs[0]!.Abs().Less(1), xs[0]!.Square() / 2, xs[0]!.Abs() - 0.5), (xs, dy) => [dy * xs[0]!]);
        Says(Diagnose(huber, Random([4, 5]) * 1.5), "value-range", "input 0", "|input 0| is above some value from 0.", "one branch");
    }

    [Fact]
    public void A_factor_near_one_is_not_called_one()
    {
        Says(Diagnose(new PlantedOp(xs => xs[0]! * 3, (xs, dy) => [dy * (3 + 3e-7)]), Random([4, 5])), "constant-factor", "input 0", "are 1 + 1e-07 times");
    }

    [Fact]
    public void A_gradient_that_is_infinite_is_never_right()
    {
        // An infinite scale would make every difference nothing beside it.
        var one = new PlantedOp(xs => xs[0]!.Square(), (xs, dy) => [From(dy * 2 * xs[0]!, v => [.. v.Select((g, i) => i == 3 ? double.PositiveInfinity : g)])]);
        Says(Diagnose(one, Random([3, 4])), "not-a-number", "input 0", "infinite at 1 element", "[0, 3]", "overflow");
        var all = new PlantedOp(xs => xs[0]!.Square(), (xs, dy) => [dy * double.PositiveInfinity]);
        Says(Diagnose(all, Random([3, 4])), "not-a-number", "input 0", "infinite at 12 elements");
        var projected = new GradientChecker { Budget = new() { MostElements = 8, SampledElements = 2 } }.Check(one, [Random([20, 10])]);
        Assert.Contains(projected.Findings, f => f is { Verdict: Verdict.NaN, Index.Flat: 3 });
    }

    [Fact]
    public void A_backward_pass_that_knows_one_batch_size_only_is_diagnosed_all_the_same()
    {
        // The diagnosis tries other inputs, at which this one runs out of its array.
        var op = new PlantedOp(xs => xs[0]!.Exp(), (xs, dy) =>
        {
            var dx = (dy * xs[0]!.Exp()).ToArray<double>();
            for (var i = 0; i < 4; i++) dx[5 * i + i] *= i + 2;
            return [Tensor.From(dx, xs[0]!.Shape, dy.Device)];
        });
        Assert.Equal(4, new GradientChecker().Check(op, [Random([4, 5])]).Findings.Count(f => f.Verdict == Verdict.Wrong));
    }

    [Fact]
    public void A_right_gradient_beside_a_wrong_one_gets_no_diagnosis()
    {
        var op = new PlantedOp(xs => xs[0]! * xs[1]!, (xs, dy) => [dy * xs[1]! * 2, dy * xs[0]!]);
        var report = new GradientChecker().Check(op, [Random([3, 4]), Random([3, 4], 2)]);
        Assert.Equal("input 0", Assert.Single(report.Diagnoses).Tensor);
    }

    [Fact]
    public void Two_mistakes_at_once_are_not_taken_for_one()
    {
        // A factor in one half, a sign in the other: no pattern explains both, so that only the places are told, or nothing.
        var op = new PlantedOp(xs => xs[0]!.Exp(), (xs, dy) => [From(dy * xs[0]!.Exp(), v => [.. v.Select((g, i) => i % 2 == 0 ? 2 * g : -g)])]);
        var report = new GradientChecker().Check(op, [Random([3, 4])]);
        Assert.False(report.IsOk);
        Assert.Empty(report.Diagnoses);
    }

    [Fact]
    public void A_large_tensor_of_which_a_sample_is_compared_still_shows_a_factor()
    {
        var checker = new GradientChecker { Budget = new() { MostElements = 8, SampledElements = 6 } };
        var op = new PlantedOp(xs => xs[0]!.Square(), (xs, dy) => [dy * xs[0]!]);
        Says(Diagnose(checker, op, Random([20, 10])), "constant-factor", "input 0", "0.5 times");
    }

    private sealed record Scale(double Factor) : Op
    {
        public override Shape[] InferShapes(ReadOnlySpan<Tensor?> inputs) => [inputs[0]!.Shape];

        public override Tensor[] Forward(Saved saved, ReadOnlySpan<Tensor?> inputs)
        {
            saved.Save(inputs);
            return [inputs[0]!.Exp() * Factor];
        }

        public override Tensor?[] Backward(Saved saved, ReadOnlySpan<Tensor?> dys, Needs needs) => [dys[0]! * saved[0].Exp()];
    }
}
