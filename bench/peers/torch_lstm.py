"""What one would do with PyTorch: the LSTM with its backward pass by hand, and torch.autograd.gradcheck.

Reads one JSON object from the standard input, measures, and writes one to the standard output. Times are of one
thread, in milliseconds; importing torch and making the tensors is left out.
"""

import json
import sys
import time

import torch
from torch.autograd import gradcheck

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)


class LSTM(torch.autograd.Function):
    """The univariate LSTM and 1/2 sum (h - y)^2. The four gates (i, f, o, g) are computed as one vector."""

    @staticmethod
    def forward(ctx, weights, x, h0, c0, y):
        h, c = h0, c0
        gates, cells, states = [], [c0], [h0]
        loss = torch.zeros(())
        for t in range(x.shape[0]):
            z = weights[:, 0] * x[t] + weights[:, 1] * h
            a = torch.cat((torch.sigmoid(z[:3]), torch.tanh(z[3:])))
            c = a[1] * c + a[0] * a[3]
            h = a[2] * torch.tanh(c)
            loss = loss + (h - y[t]) ** 2 / 2
            gates.append(a)
            cells.append(c)
            states.append(h)
        ctx.save_for_backward(weights, x, y, torch.stack(gates), torch.stack(cells), torch.stack(states))
        return loss

    @staticmethod
    def backward(ctx, bar):
        weights, x, y, gates, cells, states = ctx.saved_tensors
        squashed = torch.tanh(cells)
        slopes = torch.cat((gates[:, :3] * (1 - gates[:, :3]), 1 - gates[:, 3:] ** 2), dim=1)
        bar_weights = torch.zeros_like(weights)
        bar_x = torch.zeros_like(x)
        bar_h, bar_c = torch.zeros(()), torch.zeros(())
        for t in reversed(range(x.shape[0])):
            a = gates[t]
            bar_h = bar_h + states[t + 1] - y[t]
            bar_c = bar_c + bar_h * a[2] * (1 - squashed[t + 1] ** 2)
            bar_z = torch.stack((bar_c * a[3], bar_c * cells[t], bar_h * squashed[t + 1], bar_c * a[0])) * slopes[t]
            bar_weights[:, 0] += bar_z * x[t]
            bar_weights[:, 1] += bar_z * states[t]
            bar_x[t] = bar_z @ weights[:, 0]
            bar_h = bar_z @ weights[:, 1]
            bar_c = bar_c * a[1]
        return bar * bar_weights, bar * bar_x, bar * bar_h, bar * bar_c, None


def vector_loss(W, U, b, x, y, h, c):
    """The vector LSTM at many points at once; the leading axis counts points."""
    loss = torch.zeros(h.shape[0])
    for t in range(x.shape[0]):
        z = torch.bmm(W, x[t].unsqueeze(2)).squeeze(2) + torch.bmm(U, h.unsqueeze(2)).squeeze(2) + b
        i, f, o, g = z.chunk(4, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        loss = loss + (y[t] * h).sum(dim=1)
    return loss


def repeated(action, runs):
    action()
    times = {"wall": [], "processor": []}
    for _ in range(runs):
        wall, processor = time.perf_counter(), time.process_time()
        action()
        times["processor"].append((time.process_time() - processor) * 1000)
        times["wall"].append((time.perf_counter() - wall) * 1000)
    return times


def tensors(point):
    return [torch.tensor(point[name], requires_grad=name != "y") for name in ("weights", "x", "h0", "c0", "y")]


def check_all(points, **options):
    for point in points:
        gradcheck(LSTM.apply, point, **options)


def main():
    asked = json.load(sys.stdin)
    runs = asked["runs"]
    points = [tensors(point) for point in asked["points"]]
    losses, gradients = [], []
    for point in points:
        loss = LSTM.apply(*point)
        losses.append(loss.item())
        gradients.append([g.tolist() for g in torch.autograd.grad(loss, point[:4])])
    size = asked["vector"]
    hidden, inputs, steps, count = size["H"], size["D"], size["T"], size["points"]
    torch.manual_seed(1)
    W = torch.randn(count, 4 * hidden, inputs, requires_grad=True)
    U = torch.randn(count, 4 * hidden, hidden, requires_grad=True)
    b = torch.randn(count, 4 * hidden, requires_grad=True)
    x, y = torch.randn(steps, count, inputs), torch.randn(steps, count, hidden)
    h, c = torch.randn(count, hidden), torch.randn(count, hidden)

    def loss_alone():
        with torch.no_grad():
            vector_loss(W, U, b, x, y, h, c)

    json.dump(
        {
            "version": torch.__version__,
            "losses": losses,
            "gradients": gradients,
            "gradcheck": repeated(lambda: check_all(points), runs),
            "fast": repeated(lambda: check_all(points, fast_mode=True), runs),
            "vectorLoss": repeated(loss_alone, runs),
            "vectorGradient": repeated(
                lambda: torch.autograd.grad(vector_loss(W, U, b, x, y, h, c).sum(), (W, U, b)), runs
            ),
        },
        sys.stdout,
    )


main()
