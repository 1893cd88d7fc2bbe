"""Layers and losses as students of CS231n and DD2424 write them, right and wrong, and what they were given and returned.

Run in this folder: python3 make.py (NumPy 2). Each wrong one has the mistake that its file is named after.
"""

import numpy as np

rng = np.random.default_rng(231)


def normal(*shape):
    return rng.standard_normal(shape)


# affine


def affine_forward(x, w, b):
    return x.reshape(x.shape[0], -1).dot(w) + b


def affine_backward(dout, x, w):
    dx = dout.dot(w.T).reshape(x.shape)
    dw = x.reshape(x.shape[0], -1).T.dot(dout)
    return dx, dw, dout.sum(axis=0)


x, w, b, dout = normal(4, 3, 2, 2), normal(12, 5), normal(5), normal(4, 5)
out = affine_forward(x, w, b)
dx, dw, db = affine_backward(dout, x, w)
np.savez("affine.npz", x=x, w=w, b=b, dout=dout, out=out, dx=dx, dw=dw, db=db)
np.savez("affine-mean.npz", x=x, w=w, b=b, dout=dout, out=out, dx=dx, dw=dw, db=dout.mean(axis=0))
np.savez("affine-shape.npz", x=x, w=w, b=b, dout=dout, out=out, dx=dx.reshape(4, 12), dw=dw, db=db)
X, W, B, G = normal(6, 4), normal(3, 6), normal(3, 1), normal(3, 4)  # columns are samples
np.savez("affine-columns.npz", X=X, W=W, b=B, dY=G, Y=W @ X + B, dX=W.T @ G, dW=G @ X.T, db=G.sum(axis=1, keepdims=True))
np.savez("affine-columns-wrong.npz", X=X, W=W, b=B, dy=G, Y=W @ X + B, dX=W.T @ G, dW=-G @ X.T, db=G.sum(axis=1, keepdims=True))

# rectifiers

x, dout = normal(6, 5), normal(6, 5)
out = np.maximum(0, x)
np.savez("relu.npz", x=x, dout=dout, out=out, dx=dout * (x > 0))
np.savez("relu-wrong.npz", x=x, dout=dout, out=out, dx=dout * out)
np.savez("leaky-wrong.npz", x=x, dout=dout, alpha=0.1, out=np.where(x > 0, x, 0.1 * x), dx=dout * (x > 0))

# batch normalisation


def batchnorm(x, gamma, beta, dout, eps=1e-5, outside=False, mean_term=True):
    mu, var = x.mean(axis=0), x.var(axis=0)
    std = np.sqrt(var) + eps if outside else np.sqrt(var + eps)
    xhat = (x - mu) / std
    out = gamma * xhat + beta
    dbeta, dgamma = dout.sum(axis=0), (dout * xhat).sum(axis=0)
    g = dout * gamma
    dx = g - xhat * (g * xhat).mean(axis=0)
    if mean_term:
        dx = dx - g.mean(axis=0)
    return dict(x=x, gamma=gamma, beta=beta, dout=dout, out=out, dx=dx / std, dgamma=dgamma, dbeta=dbeta)


x, gamma, beta, dout = 0.1 * normal(8, 5) + 3, 1 + 0.3 * normal(5), normal(5), normal(8, 5)
np.savez("batchnorm.npz", **batchnorm(x, gamma, beta, dout))
np.savez("batchnorm-epsilon.npz", **batchnorm(x, gamma, beta, dout, outside=True))
np.savez("batchnorm-mean.npz", **batchnorm(x, gamma, beta, dout, mean_term=False))
np.savez("batchnorm-ones.npz", **batchnorm(x, gamma, beta, np.ones((8, 5))))
single = [np.float32(each) for each in (x, gamma, beta, dout)]
np.savez("batchnorm-float32.npz", **batchnorm(*single, eps=np.float32(1e-5)))
np.savez("batchnorm-mean-float32.npz", **batchnorm(*single, eps=np.float32(1e-5), mean_term=False))
single[0] = np.float32(normal(8, 5))
np.savez("batchnorm-unit-float32.npz", **batchnorm(*single, eps=np.float32(1e-5)))
even = normal(8, 5)
single[0] = np.float32(0.2 * (even - even.mean(axis=0)) / even.std(axis=0))
np.savez("batchnorm-epsilon-float32.npz", **batchnorm(*single, eps=np.float32(1e-5), outside=True))
columns = batchnorm(x, gamma, beta, dout, eps=np.spacing(1))
vectors = {"gamma", "beta", "dgamma", "dbeta"}
np.savez("batchnorm-columns.npz", eps=np.spacing(1), **{k: v[:, None] if k in vectors else v.T for k, v in columns.items()})
before = {"running_mean_before": normal(5), "running_var_before": 1 + normal(5) ** 2}
param = {"mode": "train", "eps": 1e-5, "momentum": 0.9}
for name, momentum in (("batchnorm-running", 0.9), ("batchnorm-running-swapped", 0.1)):
    after = {
        "running_mean": momentum * before["running_mean_before"] + (1 - momentum) * x.mean(axis=0),
        "running_var": momentum * before["running_var_before"] + (1 - momentum) * x.var(axis=0),
    }
    np.savez(name + ".npz", **batchnorm(x, gamma, beta, dout), **before, **after, **param)
mean, var = normal(5), 1 + normal(5) ** 2
test = gamma * (x - mean) / np.sqrt(var + 1e-5) + beta
np.savez("batchnorm-test.npz", x=x, gamma=gamma, beta=beta, out=test, mode="test", running_mean=mean, running_var=var)
batch = batchnorm(x, gamma, beta, dout)["out"]
np.savez("batchnorm-test-wrong.npz", x=x, gamma=gamma, beta=beta, out=batch, mode="test", running_mean=mean, running_var=var)
np.savez("batchnorm-object.npz", bn_param=np.array({"mode": "train"}, dtype=object), **batchnorm(x, gamma, beta, dout))

# layer and group normalisation


def layernorm(x, gamma, beta, dout, axis=0):
    mu, var = x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)
    std = np.sqrt(var + 1e-5)
    xhat = (x - mu) / std
    g = dout * gamma
    dx = (g - g.mean(axis=1, keepdims=True) - xhat * (g * xhat).mean(axis=1, keepdims=True)) / std
    dgamma, dbeta = (dout * xhat).sum(axis=axis), dout.sum(axis=axis)
    return dict(x=x, gamma=gamma, beta=beta, dout=dout, out=gamma * xhat + beta, dx=dx, dgamma=dgamma, dbeta=dbeta)


np.savez("layernorm.npz", **layernorm(x, gamma, beta, dout))
np.savez("layernorm-axis.npz", **layernorm(x, gamma, beta, dout, axis=1))


def groupnorm(x, gamma, beta, dout, G, inside=True):
    shape = x.shape
    groups = (shape[0], G, -1)
    xg = x.reshape(groups)
    mu, var = xg.mean(axis=2, keepdims=True), xg.var(axis=2, keepdims=True)
    std = np.sqrt(var + 1e-5)
    xhat = ((xg - mu) / std).reshape(shape)
    g = (dout * gamma if inside else dout).reshape(groups)
    hat = xhat.reshape(groups)
    dx = (g - g.mean(axis=2, keepdims=True) - hat * (g * hat).mean(axis=2, keepdims=True)) / std
    dx = dx.reshape(shape) * (1 if inside else gamma)
    dgamma = (dout * xhat).sum(axis=(0, 2, 3), keepdims=True)
    dbeta = dout.sum(axis=(0, 2, 3), keepdims=True)
    return dict(x=x, gamma=gamma, beta=beta, dout=dout, out=gamma * xhat + beta, dx=dx, dgamma=dgamma, dbeta=dbeta, G=G)


images = normal(2, 6, 3, 4), 1 + 0.3 * normal(1, 6, 1, 1), normal(1, 6, 1, 1), normal(2, 6, 3, 4)
np.savez("groupnorm.npz", **groupnorm(*images, 2))
np.savez("groupnorm-scale.npz", **groupnorm(*images, 2, inside=False))

# dropout, p is the probability to keep

x, dout, p = normal(6, 7), normal(6, 7), 0.75
mask = rng.random(x.shape) < p
np.savez("dropout.npz", x=x, dout=dout, p=p, mode="train", mask=mask / p, out=x * mask / p, dx=dout * mask / p)
np.savez("dropout-unscaled.npz", x=x, dout=dout, p=p, mode="train", mask=mask, out=x * mask, dx=dout * mask)

# convolution and pooling


def conv(x, w, b, dout, stride, pad, flip=False):
    (N, C, H, W), (F, _, HH, WW) = x.shape, w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    k = w[:, :, ::-1, ::-1] if flip else w
    out = np.zeros((N, F, 1 + (H + 2 * pad - HH) // stride, 1 + (W + 2 * pad - WW) // stride))
    dxp, dk, db = np.zeros_like(xp), np.zeros_like(w), np.zeros(F)
    for n in range(N):
        for f in range(F):
            for i in range(out.shape[2]):
                for j in range(out.shape[3]):
                    at = np.s_[n, :, i * stride : i * stride + HH, j * stride : j * stride + WW]
                    out[n, f, i, j] = (xp[at] * k[f]).sum() + b[f]
                    if dout is not None:
                        dxp[at] += dout[n, f, i, j] * k[f]
                        dk[f] += dout[n, f, i, j] * xp[at]
                        db[f] += dout[n, f, i, j]
    dw = dk[:, :, ::-1, ::-1] if flip else dk
    return dict(x=x, w=w, b=b, out=out, dx=dxp[:, :, pad : pad + H, pad : pad + W], dw=dw, db=db, stride=stride, pad=pad)


x, w, b = normal(2, 3, 5, 4), normal(2, 3, 3, 3), normal(2)
for name, stride, flip in (("conv", 2, False), ("conv-flipped", 1, True)):
    dout = normal(*conv(x, w, b, None, stride, 1)["out"].shape)
    np.savez(name + ".npz", dout=dout, **conv(x, w, b, dout, stride, 1, flip))


def maxpool(x, dout, every=False):
    N, C, H, W = x.shape
    out, dx = np.zeros((N, C, H // 2, W // 2)), np.zeros_like(x)
    for i in range(H // 2):
        for j in range(W // 2):
            window = x[:, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2].reshape(N, C, 4)
            out[:, :, i, j] = window.max(axis=2)
            share = window == window.max(axis=2, keepdims=True)
            if not every:
                share = np.arange(4) == window.argmax(axis=2)[:, :, None]
            dx[:, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2] = (share * dout[:, :, i, j, None]).reshape(N, C, 2, 2)
    return dict(x=x, dout=dout, out=out, dx=dx, pool_height=2, pool_width=2, stride=2)


x, dout = np.round(2 * normal(2, 3, 4, 6)), normal(2, 3, 2, 3)
np.savez("maxpool.npz", **maxpool(x, dout))
np.savez("maxpool-every.npz", **maxpool(x, dout, every=True))

# update rules, after some steps

w, dw = normal(4, 3), normal(4, 3)
velocity, m, v = normal(4, 3), normal(4, 3), normal(4, 3) ** 2
rate = 0.01
for name, share in (("momentum", 1), ("momentum-average", 0.1)):
    after = 0.9 * velocity - share * rate * dw
    np.savez(name + ".npz", w=w, dw=dw, learning_rate=rate, momentum=0.9, velocity=velocity, next_w=w + after, next_velocity=after)
cache = 0.99 * v + 0.01 * dw**2
step = rate * dw / (np.sqrt(cache) + 1e-8)
np.savez("rmsprop.npz", w=w, dw=dw, learning_rate=rate, decay_rate=0.99, epsilon=1e-8, cache=v, next_w=w - step, next_cache=cache)
for name, counted, corrected in (("adam", 1, True), ("adam-uncounted", 0, True), ("adam-uncorrected", 1, False)):
    config = dict(learning_rate=rate, beta1=0.9, beta2=0.999, epsilon=1e-8, m=m, v=v, t=5)
    next_m, next_v, t = 0.9 * m + 0.1 * dw, 0.999 * v + 0.001 * dw**2, 5 + counted
    mt, vt = (next_m / (1 - 0.9**t), next_v / (1 - 0.999**t)) if corrected else (next_m, next_v)
    next_w = w - rate * mt / (np.sqrt(vt) + 1e-8)
    np.savez(name + ".npz", w=w, dw=dw, next_w=next_w, next_m=next_m, next_v=next_v, **config)

# losses

x, y = normal(5, 4), np.array([1, 0, 3, 2, 3])
rows = np.arange(5)
P = np.exp(x - x.max(axis=1, keepdims=True))
P /= P.sum(axis=1, keepdims=True)
loss, dx = -np.log(P[rows, y]).mean(), P.copy()
dx[rows, y] -= 1
np.savez("softmax.npz", x=x, y=y, loss=loss, dx=dx / 5)
np.savez("softmax-undivided.npz", x=x, y=y, loss=loss, dx=dx)
np.savez("softmax-columns.npz", S=x.T, Y=np.eye(4)[y].T, loss=loss, dS=dx.T / 5)
margins = np.maximum(0, x - x[rows, y][:, None] + 1)
counted = margins.copy()
counted[rows, y] = 0
slope = (counted > 0).astype(float)
slope[rows, y] = -slope.sum(axis=1)
np.savez("svm.npz", x=x, y=y, loss=counted.sum() / 5, dx=slope / 5)
np.savez("svm-label.npz", x=x, y=y, loss=margins.sum() / 5, dx=slope / 5)
