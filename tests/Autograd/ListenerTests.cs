using NeuralCore.Autograd;
using NeuralCore.Nn;
using NeuralCore.Ops;

namespace NeuralCore.Tests.Autograd;

/// <summary>Anomaly mode, profiler and counter see each operation with its module.</summary>
public sealed class ListenerTests
{
    private static Tensor Input(params double[] values) => Tensor.FromDoubles(values, [values.Length], device: Device.Reference);

    [Fact]
    public void Anomaly_mode_names_the_op_and_the_module_that_first_made_a_NaN()
    {
        using var mode = AnomalyMode.On();
        var error = Assert.Throws<GradientException>(() => new Logarithms().Forward(Input(2, 0.5)));
        Assert.StartsWith("Logarithms.second: Log: ", error.Message);
        Assert.Contains("its inputs held none", error.Message);
    }

    [Fact]
    public void Anomaly_mode_names_the_op_whose_backward_pass_made_it()
    {
        using var mode = AnomalyMode.On();
        var x = Input(0, 1).WithGrad();
        var y = (x.Sqrt() * 0).Sum();   // 0 · ∞ at x = 0
        var error = Assert.Throws<GradientException>(() => y.Backward());
        Assert.Contains("in the backward pass of Sqrt", error.Message);
    }

    [Fact]
    public void Anomaly_mode_says_when_the_data_held_it_already()
    {
        using var mode = AnomalyMode.On();
        var error = Assert.Throws<GradientException>(() => Input(1, double.NaN).Relu());
        Assert.Contains("an input held NaN already", error.Message);
    }

    [Fact]
    public void Without_anomaly_mode_nothing_is_checked()
    {
        using (AnomalyMode.On()) Input(1).Relu();
        Assert.True(double.IsNaN(Input(-1).Log().Sum().Item()));
    }

    [Fact]
    public void The_profiler_lists_every_op_by_module_forward_and_backward()
    {
        var profiler = new Profiler();
        var x = Input(3, 4).WithGrad();
        using (Dispatcher.Listen(profiler)) new Logarithms().Forward(x).Sum().Backward();
        Assert.Contains(profiler.Entries, e => e is { Path: "Logarithms.first", Op: "Log", IsBackward: false, Calls: 1 });
        Assert.Contains(profiler.Entries, e => e is { Path: "Logarithms.first", IsBackward: true });
        Assert.All(profiler.Entries, e => Assert.True(e.Time > TimeSpan.Zero));
        Assert.Equal(profiler.Total, new TimeSpan(profiler.Entries.Sum(e => e.Time.Ticks)));
        Assert.Contains("Log in Logarithms.second", profiler.ToString());
    }

    [Fact]
    public void The_counter_counts_forward_multiply_adds_by_module()
    {
        var counter = new MacCounter();
        Sequential model = [new Linear(3, 5), new Linear(5, 2)];
        model.To(Device.Reference).Initialize(1);
        using (Dispatcher.Listen(counter))
            model.Forward(Tensor.Zeros([7, 3], device: Device.Reference)).Sum().Backward();
        Assert.Equal(7 * 3 * 5, counter.ByPath["Sequential.0"]);
        Assert.Equal(7 * 5 * 2, counter.ByPath["Sequential.1"]);
        Assert.Equal(7 * (15 + 10), counter.Total);
    }

    private sealed class Log : Module
    {
        protected override Tensor Compute(Tensor x) => x.Log();
    }

    private sealed class Logarithms : Module
    {
        private readonly Log _first = new();
        private readonly Log _second = new();

        protected override Tensor Compute(Tensor x) => _second.Forward(_first.Forward(x));
    }
}
