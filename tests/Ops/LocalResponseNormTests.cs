using NeuralCore.Ops;

namespace NeuralCore.Tests.Ops;

/// <summary>Local response normalization by hand and by PyTorch 1.13's numbers; gradients of both orders are the registry's tests.</summary>
public sealed class LocalResponseNormTests
{
    // Channels [1, 2], [3, −1], [0.5, 2], [−2, 4] at two places.
    private static Tensor X => Given.Values([1, 4, 2], 1, 2, 3, -1, 0.5, 2, -2, 4);

    [Fact]
    public void One_place_by_hand()
    {
        // Windows of three channels at the first place: squares 1, 9, 0.25, 4, zeros beyond the ends.
        var y = X.LocalResponseNorm(3, alpha: 3, beta: 2, k: 1).ToArray<double>();
        Given.Near([1 / (11.0 * 11), 3 / (11.25 * 11.25), 0.5 / (14.25 * 14.25), -2 / (5.25 * 5.25)], [y[0], y[2], y[4], y[6]]);
    }

    [Theory]
    [InlineData(3, 0.75, 2,
        new[] { 0.2849383821193472, 0.7547904955804937, 0.844932804226332, -0.2990697562442441, 0.12401890570830525, 0.3849001794597505, -0.7958441672200021, 0.7919010547090555 },
        new[] { 0.024244016856058703, 0.5823423938956197, -0.0821074540797343, 1.4108031356393302, 1.5066663343106348, 0.40637063477260815, 1.2515826924804785, -0.3913693077859661 })]
    [InlineData(4, 0.5, 1,
        new[] { 0.5345224838248488, 1.3333333333333333, 1.5894388284780525, -0.5547001962252291, 0.23408229439226114, 0.7427813527082074, -0.9630868246861536, 1.6 },
        new[] { 0.09759147022663203, 0.7747369065279364, 1.4510993133882848, 3.010098998303615, 2.336856446782347, 1.238340223911818, 2.7174324734981514, 0.5372843977587252 })]
    public void Values_and_gradient_are_PyTorchs(int size, double beta, double k, double[] expected, double[] gradient)
    {
        var x = X.WithGrad();
        var y = x.LocalResponseNorm(size, alpha: 1, beta: beta, k: k);
        Given.Near(expected, y.ToArray<double>());
        y.Backward(Given.Values(y.Shape, 1, 2, 3, 4, 5, 6, 7, 8));
        Given.Near(gradient, x.Grad!.ToArray<double>());
    }

    [Fact]
    public void Places_do_not_see_each_other()
    {
        var x = Given.Random([2, 5, 3, 4]);
        var whole = x.LocalResponseNorm(5, alpha: 2);
        var part = x.Slice(2, 1, 2).LocalResponseNorm(5, alpha: 2);
        Given.Near(whole.Slice(2, 1, 2).ToArray<double>(), part.ToArray<double>());
    }
}
