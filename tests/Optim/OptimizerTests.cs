using NeuralCore.Nn;
using NeuralCore.Ops;
using NeuralCore.Optim;
using NeuralCore.Tests.Nn;

namespace NeuralCore.Tests.Optim;

/// <summary>Groups, state, clipping, and what an optimizer says when it is misused.</summary>
public sealed class OptimizerTests
{
    private static readonly double[][] Zeros = [new double[12], new double[5]];
    private static readonly double[][] Ones = [[.. Enumerable.Repeat(1.0, 12)], [.. Enumerable.Repeat(1.0, 5)]];

    private static Pair Model()
    {
        var model = new Pair().To(Device.Reference).To(ElementType.Float64);
        model.Set(Zeros);
        model.SetGradients(Ones);
        return model;
    }

    [Fact]
    public void Groups_have_their_own_rate_and_decay()
    {
        var model = Model();
        var named = model.NamedParameters().ToArray();
        var optimizer = new Sgd([new([named[0]]) { InitialRate = 0.5 }, new([named[1]])], rate: 0.1);
        optimizer.Step();
        Assert.Equal(-0.5, named[0].Parameter.Value.ToArray<double>()[0]);
        Assert.Equal(-0.1, named[1].Parameter.Value.ToArray<double>()[0], 1e-15);
    }

    [Fact]
    public void A_schedule_reckons_from_each_groups_own_rate()
    {
        var named = Model().NamedParameters().ToArray();
        var optimizer = new Sgd([new([named[0]]) { InitialRate = 0.5 }, new([named[1]])], rate: 0.1);
        var scheduler = new Scheduler(optimizer, new LinearWarmup(2, 0.5, new StepDecay(1, 0.1)));
        Assert.Equal([0.25, 0.05], optimizer.Groups.Select(g => g.Rate));
        scheduler.StepCount = 3;
        Assert.Equal(0.05, optimizer.Groups[0].Rate, 1e-15);
        Assert.Equal(0.01, optimizer.Groups[1].Rate, 1e-15);
    }

    [Fact]
    public void A_parameter_without_gradient_is_left_alone_and_has_no_state()
    {
        var model = Model();
        model.Parameters().Last().ZeroGrad();
        var optimizer = new Adam(model);
        optimizer.Step();
        Assert.Equal(["weight.step", "weight.exp_avg", "weight.exp_avg_sq"], optimizer.StateDict().Keys);
        Assert.Equal(0, model.Parameters().Last().Value.ToArray<double>()[0]);
    }

    [Fact]
    public void A_step_counts_as_a_change_in_place()
    {
        var layer = new Shift(2).To(Device.Reference).Initialize(1);
        var before = layer.Weight.Value.Storage.Version;
        layer.Forward(Tensor.Zeros([2], device: Device.Reference)).Backward(Tensor.Ones([2], device: Device.Reference));
        new Sgd(layer, 0.1).Step();
        Assert.Equal(before + 1, layer.Weight.Value.Storage.Version);
        Assert.Equal("Sgd.Step", layer.Weight.Value.Storage.LastWriter);
    }

    [Fact]
    public void The_state_follows_a_model_that_is_moved()
    {
        var model = Model();
        var optimizer = new Adam(model, rate: 0.1);
        optimizer.Step();
        model.To(ElementType.Float32);
        model.SetGradients(Ones);
        optimizer.Step();
        Assert.All(optimizer.StateDict().Where(s => !s.Key.EndsWith(".step")), s => Assert.Equal(ElementType.Float32, s.Value.Type));
        Assert.Equal(-0.2, model.Parameters().First().Value.ToArray<double>()[0], 1e-6);
    }

    [Fact]
    public void State_of_other_parameters_or_of_another_optimizer_is_refused_and_named()
    {
        var model = Model();
        var optimizer = new Adam(model);
        optimizer.Step();
        var error = Assert.Throws<DataException>(() => new Sgd(model, 0.1, 0.9).LoadStateDict(optimizer.StateDict()));
        Assert.Contains("weight.exp_avg", error.Message);

        var state = optimizer.StateDict();
        state["weight.exp_avg"] = Tensor.Zeros([2]);
        Assert.Contains("weight.exp_avg is [2]; expected [3, 4]", Assert.Throws<DataException>(() => new Adam(model).LoadStateDict(state)).Message);
        state.Remove("weight.exp_avg");
        Assert.Contains("lacks weight.exp_avg", Assert.Throws<DataException>(() => new Adam(model).LoadStateDict(state)).Message);
    }

    [Fact]
    public void Misuse_is_named() => Assert.Multiple(
        () => Assert.Contains("-1", Assert.Throws<UsageException>(() => new Sgd(Model(), -1)).Message),
        () => Assert.Contains("Nesterov", Assert.Throws<UsageException>(() => new Sgd(Model(), 0.1, nesterov: true)).Message),
        () => Assert.Contains("betas", Assert.Throws<UsageException>(() => new Adam(Model(), beta1: 1)).Message),
        () => Assert.Contains("no parameters", Assert.Throws<UsageException>(() => new Adam(new Identity())).Message),
        () => Assert.Contains("'weight' stands twice", Assert.Throws<UsageException>(() => TwiceTheSame()).Message));

    [Fact]
    public void Clipping_by_norm_scales_all_gradients_together_and_returns_the_norm()
    {
        var model = Model();
        var norm = GradientClipping.ByNorm(model.Parameters(), 1);
        Assert.Equal(Math.Sqrt(17), norm.Item(), 1e-12);
        var squares = model.Parameters().SelectMany(p => p.Grad!.ToArray<double>()).Sum(g => g * g);
        Assert.Equal(1, Math.Sqrt(squares), 1e-6);
    }

    [Fact]
    public void Gradients_within_the_norm_stay_as_they_are()
    {
        var model = Model();
        GradientClipping.ByNorm(model.Parameters(), 100);
        Assert.All(model.Parameters(), p => Assert.All(p.Grad!.ToArray<double>(), g => Assert.Equal(1, g)));
    }

    [Fact]
    public void Clipping_by_value_clamps_each_element()
    {
        var model = Model();
        model.SetGradients([[-3, 3, 0.2, -0.2, 5, 5, 5, 5, 5, 5, 5, 5], [1, 2, 3, 4, 5]]);
        GradientClipping.ByValue(model.Parameters(), 0.5);
        Assert.Equal([-0.5, 0.5, 0.2, -0.2], model.Parameters().First().Grad!.ToArray<double>()[..4]);
    }

    private static Sgd TwiceTheSame()
    {
        var model = Model();
        return new Sgd([new ParameterGroup(model), new ParameterGroup(model)], 0.1);
    }
}
