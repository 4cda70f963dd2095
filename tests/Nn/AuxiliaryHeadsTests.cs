using NeuralCore.Autograd;
using NeuralCore.Nn;
using NeuralCore.Ops;
using NeuralCore.Optim;
using NeuralCore.Training;

namespace NeuralCore.Tests.Nn;

/// <summary>Auxiliary heads run in training, where they branch off, and their losses are added with the network's weight.</summary>
public sealed class AuxiliaryHeadsTests
{
    private readonly TwoHeads _model = new TwoHeads().To(ElementType.Float64).Initialize(1);
    private readonly Tensor _x = Tensor.Normal([5, 4], new Generator(2, Generator.Streams.Data), type: ElementType.Float64);
    private readonly Tensor _target = Tensor.From<long>(0, 1, 2, 1, 0);

    private static Tensor Loss(Tensor y, Tensor target) => y.CrossEntropy(target);

    [Fact]
    public void The_loss_is_the_main_one_plus_weighted_auxiliary_ones()
    {
        var (y, auxiliary) = _model.ForwardWithHeads(_x);
        Assert.Equal(2, auxiliary.Count);
        var expected = Loss(y, _target).Item() + 0.3 * (Loss(auxiliary[0], _target).Item() + Loss(auxiliary[1], _target).Item());
        var (again, loss) = _model.ForwardWithLoss(_x, _target, Loss);
        Assert.Equal(y.ToArray<double>(), again.ToArray<double>());
        Assert.Equal(expected, loss.Item(), 1e-12);
        Assert.NotEqual(Loss(y, _target).Item(), loss.Item(), 0.1);
    }

    [Fact]
    public void A_trainer_minimizes_the_whole_loss_and_moves_every_parameter()
    {
        var expected = _model.ForwardWithLoss(_x, _target, Loss).Loss.Item();
        var before = _model.StateDict().ToDictionary(s => s.Key, s => s.Value.ToArray<double>());
        var first = double.NaN;
        new Trainer(_model, Loss, new Sgd(_model, 0.1)) { StepEnded = step => first = step.Loss }.Fit(1, _ => [new Batch(_x, _target)]);
        Assert.Equal(expected, first, 1e-12);
        foreach (var (name, value) in _model.StateDict()) Assert.False(before[name].SequenceEqual(value.ToArray<double>()), $"{name} was not moved");
    }

    [Fact]
    public void In_evaluation_no_head_is_computed()
    {
        _model.Eval();
        using var watch = _model.AuxiliaryHeads[0].BeforeForward(_ => Assert.Fail("the head was computed"));
        var (y, auxiliary) = _model.ForwardWithHeads(_x);
        Assert.Empty(auxiliary);
        Assert.Equal(_model.Forward(_x).ToArray<double>(), y.ToArray<double>());
    }

    [Fact]
    public void Without_recording_the_heads_logits_outlive_the_call()
    {
        var expected = _model.ForwardWithHeads(_x).Auxiliary[1].ToArray<double>();
        using var mode = new NoGradScope();
        Assert.Equal(expected, _model.ForwardWithHeads(_x).Auxiliary[1].ToArray<double>());
    }

    [Fact]
    public void A_network_without_heads_has_its_own_loss_alone()
    {
        var plain = new Linear(4, 3).To(ElementType.Float64).Initialize(1);
        var (y, loss) = plain.ForwardWithLoss(_x, _target, Loss);
        Assert.Equal(Loss(y, _target).Item(), loss.Item());
        Assert.Empty(plain.ForwardWithHeads(_x).Auxiliary);
    }

    private sealed class TwoHeads : Module, IAuxiliaryHeads
    {
        private readonly Linear _first = new(4, 6);
        private readonly Linear _second = new(6, 6);
        private readonly Linear _aux1 = new(6, 3);
        private readonly Linear _aux2 = new(6, 3);
        private readonly Linear _last = new(6, 3);

        public IReadOnlyList<Module> AuxiliaryHeads => [_aux1, _aux2];

        public double AuxiliaryWeight => 0.3;

        protected override Tensor Compute(Tensor x)
        {
            x = _first.Forward(x).Tanh();
            if (IsTraining) _aux1.Forward(x);
            x = _second.Forward(x).Tanh();
            if (IsTraining) _aux2.Forward(x);
            return _last.Forward(x);
        }
    }
}
